// The dot product of two vectors of 4,096 f32, n times; between, one of them changes a little. Compiled with vectors and without: four sums in either case.
#include "kernel.h"

enum { LENGTH = 4096 };

static float a[LENGTH], b[LENGTH];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static float dot(void)
{
    v128_t sum = wasm_f32x4_splat(0);
    for (int i = 0; i < LENGTH; i += 4)
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(a + i), wasm_v128_load(b + i)));
    return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1) + wasm_f32x4_extract_lane(sum, 2) + wasm_f32x4_extract_lane(sum, 3);
}
#else
static float dot(void)
{
    float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
    for (int i = 0; i < LENGTH; i += 4) {
        sum0 += a[i] * b[i];
        sum1 += a[i + 1] * b[i + 1];
        sum2 += a[i + 2] * b[i + 2];
        sum3 += a[i + 3] * b[i + 3];
    }
    return sum0 + sum1 + sum2 + sum3;
}
#endif

KERNEL
{
    u32 seed = 1, sum = 0;
    for (int i = 0; i < LENGTH; i++) {
        a[i] = (float)(next_random(&seed) % 2001) / 1000 - 1;
        b[i] = (float)(next_random(&seed) % 2001) / 1000 - 1;
    }
    for (int round = 0; round < n; round++) {
        union { float value; u32 bits; } product = { dot() };
        sum = mix(sum, product.bits);
        a[round % LENGTH] += 0.25f;
    }
    return (int)sum;
}
