// The sun and four planets for n steps: f64 arithmetic with square roots and divisions on structures in memory.
#include "kernel.h"

enum { BODIES = 5 };

struct body { double x, y, z, vx, vy, vz, mass; };

// Positions, velocities and masses in round numbers: what the orbits look like does not matter here.
static const struct body start[BODIES] = {
    { 0, 0, 0, 0, 0, 0, 40 },
    { 5, -1, -0.125, 0.5, 2.75, -0.0625, 0.0375 },
    { 8, 4, -0.5, -1, 1.75, 0.0078125, 0.0113 },
    { 13, -15, -0.25, 1, 0.875, -0.0625, 0.0017 },
    { 15, -26, 0.1875, 1, 0.5, -0.03125, 0.002 },
};

static struct body bodies[BODIES];

static void advance(double dt)
{
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < BODIES; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double square = dx * dx + dy * dy + dz * dz;
            double force = dt / (square * __builtin_sqrt(square));
            a->vx -= dx * b->mass * force;
            a->vy -= dy * b->mass * force;
            a->vz -= dz * b->mass * force;
            b->vx += dx * a->mass * force;
            b->vy += dy * a->mass * force;
            b->vz += dz * a->mass * force;
        }
    }
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        a->x += dt * a->vx;
        a->y += dt * a->vy;
        a->z += dt * a->vz;
    }
}

static u32 add_double(u32 sum, double value)
{
    union { double value; u64 bits; } both = { value };
    return mix(mix(sum, (u32)both.bits), (u32)(both.bits >> 32));
}

KERNEL
{
    for (int i = 0; i < BODIES; i++)
        bodies[i] = start[i];
    for (int i = 0; i < n; i++)
        advance(0.01);
    u32 sum = 0;
    for (int i = 0; i < BODIES; i++)
        sum = add_double(add_double(add_double(sum, bodies[i].x), bodies[i].y), bodies[i].z);
    return (int)sum;
}
