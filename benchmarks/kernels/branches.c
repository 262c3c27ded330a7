// The lengths of the Collatz sequences of the numbers up to n: i64 arithmetic, and a branch that goes either way.
#include "kernel.h"

KERNEL
{
    u32 sum = 0;
    int longest = 0;
    for (int i = 1; i <= n; i++) {
        u64 value = (u64)i;
        int steps = 0;
        while (value != 1) {
            if (value & 1)
                value = 3 * value + 1;
            else
                value >>= 1;
            steps++;
        }
        if (steps > longest)
            longest = steps;
        sum = mix(sum, (u32)(steps + longest));
    }
    return (int)sum;
}
