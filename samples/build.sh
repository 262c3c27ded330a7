#!/bin/sh
# Compiles the samples and the benchmarks' kernels: C by clang (14 or newer) with wasm-ld, text by wat2wasm of WABT.
# The .wasm files are kept in the repository, so that nobody needs those tools to run them.
set -eu
cd "$(dirname "$0")"
kernels=../benchmarks/kernels

# Nothing but the file's own code: no library, no entry point.
# usage: compile SOURCE OPTION...
compile() {
    source=$1
    shift
    clang --target=wasm32 -std=c11 -Wall -Wextra -Werror -O2 "$@" -nostdlib -Wl,--no-entry -Wl,-z,stack-size=65536 \
        "$source" -o "${source%.c}.wasm"
    chmod a-x "${source%.c}.wasm"
}

for source in *.c SplitBrain/missions/*.c; do
    compile "$source" -mbulk-memory -msign-ext -mnontrapping-fptoint
done

# Kernels run in other engines, too, and use only what all of them have. Without memory.copy, clang must not make calls of memcpy of their loops.
for source in "$kernels"/*.c; do
    case "$source" in */simd-*) continue ;; esac
    compile "$source" -ffreestanding -msign-ext
done

# These are compiled twice: with vectors and without.
for source in "$kernels"/simd-*.c; do
    compile "$source" -ffreestanding -msign-ext
    twin=${source##*/simd-}
    mv "${source%.c}.wasm" "$kernels/scalar-${twin%.c}.wasm"
    compile "$source" -ffreestanding -msign-ext -msimd128
done

for source in *.wat SplitBrain/missions/*.wat "$kernels"/*.wat; do
    # One of the missions is not valid on purpose, which is for the host to find out.
    case "$source" in */broken.wat) check=--no-check ;; *) check= ;; esac
    wat2wasm --debug-names $check "$source" -o "${source%.wat}.wasm"
done
