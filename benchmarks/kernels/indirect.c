// Calls through a table of functions, n of them, the callee depending on the last result: call_indirect.
#include "kernel.h"

typedef u32 operation(u32 left, u32 right);

static u32 add(u32 left, u32 right) { return left + right; }
static u32 subtract(u32 left, u32 right) { return left - right; }
static u32 multiply(u32 left, u32 right) { return left * (right | 1); }
static u32 exclusive(u32 left, u32 right) { return left ^ right; }
static u32 rotate(u32 left, u32 right) { return (left << (right & 31)) | (left >> (-right & 31)); }
static u32 complement(u32 left, u32 right) { return ~left + right; }
static u32 shift(u32 left, u32 right) { return (left >> 3) ^ (right << 7); }
static u32 select(u32 left, u32 right) { return left > right ? left - right : right + 3 * left; }

static operation *const operations[8] = { add, subtract, multiply, exclusive, rotate, complement, shift, select };

KERNEL
{
    u32 value = 1;
    for (u32 i = 0; i < (u32)n; i++)
        value = operations[(value * 2654435761u) >> 29](value, i * 40503u);
    return (int)value;
}
