// What programs without a C library need here: memory that is never freed, and a main for the machine, which prints what run returns.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define C_FUNCTION extern "C"
#else
#define C_FUNCTION extern
#endif

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))

extern char __heap_base;
static uintptr_t heap_top;

__attribute__((unused)) static void *allocate(size_t size)
{
    if (heap_top == 0)
        heap_top = (uintptr_t)&__heap_base;
    uintptr_t address = (heap_top + 15) & ~(uintptr_t)15;
    heap_top = address + size;
    uintptr_t end = __builtin_wasm_memory_size(0) << 16;
    if (heap_top > end && __builtin_wasm_memory_grow(0, (heap_top - end + 65535) >> 16) == (size_t)-1)
        __builtin_trap();
    return (void *)address;
}
#else
#include <stdio.h>
#include <stdlib.h>
#define EXPORT(name)
#define allocate malloc

#ifndef OWN_MAIN
C_FUNCTION int64_t run(int n);

int main(int argc, char **argv)
{
    printf("%lld\n", (long long)run(argc > 1 ? atoi(argv[1]) : 0));
    return 0;
}
#endif
#endif
