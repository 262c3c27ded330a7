// The Mandelbrot set on a grid of n × n points (n rounded up to a multiple of four) in f32, four points at once or one by one. Compiled with vectors and without.
#include "kernel.h"

enum { LIMIT = 100 };

static u32 steps[4];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static void iterate(const float *at, float ci)
{
    v128_t cr = wasm_v128_load(at), zr = wasm_f32x4_splat(0), zi = zr, rr = zr, ii = zr, count = zr;
    for (int step = 0; step < LIMIT; step++) {
        v128_t inside = wasm_f32x4_lt(wasm_f32x4_add(rr, ii), wasm_f32x4_splat(4));
        if (!wasm_v128_any_true(inside))
            break;
        // A true lane is -1. Points that have left stay outside.
        count = wasm_i32x4_sub(count, inside);
        zi = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_add(zr, zr), zi), wasm_f32x4_splat(ci));
        zr = wasm_f32x4_add(wasm_f32x4_sub(rr, ii), cr);
        rr = wasm_f32x4_mul(zr, zr);
        ii = wasm_f32x4_mul(zi, zi);
    }
    wasm_v128_store(steps, count);
}
#else
static void iterate(const float *at, float ci)
{
    for (int i = 0; i < 4; i++) {
        float cr = at[i], zr = 0, zi = 0, rr = 0, ii = 0;
        u32 count = 0;
        while (count < LIMIT && rr + ii < 4) {
            zi = (zr + zr) * zi + ci;
            zr = rr - ii + cr;
            rr = zr * zr;
            ii = zi * zi;
            count++;
        }
        steps[i] = count;
    }
}
#endif

KERNEL
{
    u32 sum = 0;
    for (int y = 0; y < n; y++) {
        float ci = 2.4f * (float)y / (float)n - 1.2f;
        for (int x = 0; x < n; x += 4) {
            float at[4];
            for (int i = 0; i < 4; i++)
                at[i] = 3.0f * (float)(x + i) / (float)n - 2.1f;
            iterate(at, ci);
            for (int i = 0; i < 4; i++)
                sum = mix(sum, steps[i]);
        }
    }
    return (int)sum;
}
