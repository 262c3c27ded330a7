// The Mandelbrot set on an n × n grid: multiplications and comparisons of f64 in a tight loop that touches no memory.
#include "kernel.h"

enum { LIMIT = 100 };

KERNEL
{
    u32 sum = 0;
    for (int y = 0; y < n; y++) {
        double ci = 2.4 * y / n - 1.2;
        for (int x = 0; x < n; x++) {
            double cr = 3.0 * x / n - 2.1, zr = 0, zi = 0, rr = 0, ii = 0;
            int steps = 0;
            while (steps < LIMIT && rr + ii < 4.0) {
                zi = 2 * zr * zi + ci;
                zr = rr - ii + cr;
                rr = zr * zr;
                ii = zi * zi;
                steps++;
            }
            sum = mix(sum, (u32)steps);
        }
    }
    return (int)sum;
}
