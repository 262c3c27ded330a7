// The product of two matrices of 80 × 80 f64, n times, each product becoming a factor of the next: nested loops over memory with a stride.
#include "kernel.h"

enum { SIZE = 80 };

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

KERNEL
{
    u32 state = 1;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (double)(next_random(&state) & 15) / 640;
            b[i][j] = (double)(next_random(&state) & 15);
        }
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < SIZE; i++)
            for (int j = 0; j < SIZE; j++) {
                double total = 0;
                for (int k = 0; k < SIZE; k++)
                    total += a[i][k] * b[k][j];
                c[i][j] = total;
            }
        for (int i = 0; i < SIZE; i++)
            for (int j = 0; j < SIZE; j++) {
                sum = mix(sum, (u32)(int)(c[i][j] * 1024));
                b[i][j] = c[i][j] > 100 ? 1 : c[i][j] + 1;
            }
    }
    return (int)sum;
}
