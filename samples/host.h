// What `nanowasm run` offers to a guest. There is nothing else; WASI is not among it.
#pragma once

// Writes `length` bytes of UTF-8 text at `text` to the standard output.
__attribute__((import_module("env"), import_name("print"))) void print(const char *text, int length);
