// A ray tracer that draws with characters: mirrors and matt spheres on a chequered floor, soft shadows, three ways to print.
//
// Needs no C library. What it asks of its host is one function, env.print.

#include "host.h"

enum
{
    Width = 80,        // characters in a line
    Height = 34,       // lines
    MaxReflections = 4 // how often a ray is followed from mirror to mirror
};

typedef struct
{
    float x, y, z;
} Vector;

static Vector vector(float x, float y, float z) { return (Vector){x, y, z}; }

static Vector add(Vector a, Vector b) { return vector(a.x + b.x, a.y + b.y, a.z + b.z); }

static Vector subtract(Vector a, Vector b) { return vector(a.x - b.x, a.y - b.y, a.z - b.z); }

static Vector multiply(Vector a, Vector b) { return vector(a.x * b.x, a.y * b.y, a.z * b.z); }

static Vector scale(Vector a, float factor) { return vector(a.x * factor, a.y * factor, a.z * factor); }

static Vector mix(Vector a, Vector b, float share) { return add(scale(a, 1 - share), scale(b, share)); }

static float dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static float root(float x) { return __builtin_sqrtf(x); }

static Vector unit(Vector a) { return scale(a, 1 / root(dot(a, a))); }

// ---------------------------------------------------------------------------------------------------- the scene

typedef struct
{
    Vector centre;
    float radius;
    Vector colour;
    float mirror; // the share of light that it reflects like a mirror
    float shine;  // the strength of its highlight
} Sphere;

static const Sphere spheres[] = {
    {{0.0f, 1.25f, 0.6f}, 1.25f, {0.95f, 0.95f, 0.98f}, 0.80f, 1.0f}, // the large mirror
    {{-2.35f, 0.80f, -0.4f}, 0.80f, {0.90f, 0.22f, 0.16f}, 0.15f, 0.8f},
    {{2.15f, 0.70f, -0.7f}, 0.70f, {0.12f, 0.38f, 0.90f}, 0.20f, 0.8f},
    {{0.95f, 0.34f, -1.75f}, 0.34f, {0.98f, 0.78f, 0.12f}, 0.30f, 1.0f},
    {{-0.85f, 0.28f, -1.80f}, 0.28f, {0.16f, 0.75f, 0.32f}, 0.10f, 0.6f},
    {{-3.10f, 0.45f, 2.6f}, 0.45f, {0.75f, 0.30f, 0.85f}, 0.10f, 0.5f},
    {{3.60f, 0.95f, 2.9f}, 0.95f, {0.98f, 0.55f, 0.20f}, 0.25f, 0.7f},
};

enum
{
    SphereCount = sizeof(spheres) / sizeof(spheres[0]),
    Nothing = -2,
    Floor = -1
};

static const Vector eye = {0.3f, 2.7f, -6.4f};
static const Vector lamp = {-5.0f, 7.5f, -4.5f};
static const float lampSize = 0.9f;

// Points in a unit square that cover it evenly (the R2 sequence): deterministic, so every picture is the same.
static float coveringX(int i) { float v = 0.7548777f * (float)i; return v - (float)(int)v; }

static float coveringY(int i) { float v = 0.5698403f * (float)i; return v - (float)(int)v; }

// The first thing that a ray meets and how far away it is.
static int hit(Vector from, Vector direction, float *distance)
{
    int found = Nothing;
    float nearest = 1e9f;
    if (direction.y < -1e-4f)
    {
        nearest = -from.y / direction.y;
        found = Floor;
    }

    for (int i = 0; i < SphereCount; i++)
    {
        Vector offset = subtract(spheres[i].centre, from);
        float along = dot(offset, direction);
        float inside = spheres[i].radius * spheres[i].radius - dot(offset, offset) + along * along;
        if (inside > 0)
        {
            float t = along - root(inside);
            if (t > 1e-3f && t < nearest)
            {
                nearest = t;
                found = i;
            }
        }
    }

    *distance = nearest;
    return found;
}

static int isShadowed(Vector from, Vector direction, float distance)
{
    for (int i = 0; i < SphereCount; i++)
    {
        Vector offset = subtract(spheres[i].centre, from);
        float along = dot(offset, direction);
        if (along > 0 && along < distance && spheres[i].radius * spheres[i].radius > dot(offset, offset) - along * along)
        {
            return 1;
        }
    }

    return 0;
}

static Vector sky(Vector direction)
{
    float height = direction.y < 0 ? 0 : direction.y;
    Vector colour = mix(vector(0.16f, 0.08f, 0.10f), vector(0.002f, 0.004f, 0.016f), root(root(height)));
    float sun = dot(direction, unit(lamp));
    if (sun > 0.9f)
    {
        float glow = (sun - 0.9f) * 10;
        glow = glow * glow * glow * glow;
        colour = add(colour, scale(vector(1.0f, 0.9f, 0.6f), glow));
    }

    return colour;
}

// The light that comes back along a ray.
static Vector trace(Vector from, Vector direction, int sample)
{
    Vector light = vector(0, 0, 0);
    Vector share = vector(1, 1, 1);
    for (int depth = 0;; depth++)
    {
        float distance;
        int what = hit(from, direction, &distance);
        if (what == Nothing)
        {
            return add(light, multiply(share, sky(direction)));
        }

        Vector at = add(from, scale(direction, distance));
        Vector normal, colour;
        float mirror, shine, fog = 0;
        if (what == Floor)
        {
            int square = (int)(at.x * 0.8f + 1000) + (int)(at.z * 0.8f + 1000);
            colour = square & 1 ? vector(0.88f, 0.86f, 0.80f) : vector(0.10f, 0.11f, 0.13f);
            normal = vector(0, 1, 0);
            mirror = 0.12f;
            shine = 0;
            fog = distance * distance / (distance * distance + 300);
        }
        else
        {
            colour = spheres[what].colour;
            normal = scale(subtract(at, spheres[what].centre), 1 / spheres[what].radius);
            mirror = spheres[what].mirror;
            shine = spheres[what].shine;
        }

        // A lamp with a size throws soft shadows: each sample looks at another point of it.
        Vector towards = vector(
            lamp.x + (coveringX(sample * 3 + depth + 1) - 0.5f) * 2 * lampSize - at.x,
            lamp.y - at.y,
            lamp.z + (coveringY(sample * 3 + depth + 1) - 0.5f) * 2 * lampSize - at.z);
        float lampDistance = root(dot(towards, towards));
        towards = scale(towards, 1 / lampDistance);
        float facing = dot(normal, towards);
        Vector start = add(at, scale(normal, 1e-3f));
        int lit = facing > 0 && !isShadowed(start, towards, lampDistance);

        Vector reflected = subtract(direction, scale(normal, 2 * dot(direction, normal)));
        float ambient = 0.16f + 0.10f * normal.y;
        Vector matt = scale(colour, ambient + (lit ? 1.0f * facing : 0));
        if (fog > 0)
        {
            matt = mix(matt, sky(vector(direction.x, 0, direction.z)), fog);
        }

        light = add(light, multiply(share, scale(matt, 1 - mirror)));
        if (lit && shine > 0)
        {
            float highlight = dot(reflected, towards);
            if (highlight > 0)
            {
                for (int i = 0; i < 5; i++)
                {
                    highlight *= highlight; // to the 32nd power
                }

                float strength = shine * highlight;
                light = add(light, multiply(share, vector(strength, strength, strength)));
            }
        }

        share = scale(multiply(share, mix(vector(1, 1, 1), colour, 0.5f)), mirror * (1 - fog));
        if (depth == MaxReflections || share.x + share.y + share.z < 0.02f)
        {
            return light;
        }

        from = start;
        direction = reflected;
    }
}

// The colour of a spot of the picture; x and y from -1 to 1, at the scale of a picture twice as wide as it is high in characters.
static Vector look(float x, float y, int sample)
{
    return trace(eye, unit(vector(x * 1.02f - 0.04f, y * 0.86f - 0.66f, 1.95f)), sample);
}

// Light to what a screen shows: gamma 2, limited to 0 … 1.
static float display(float light) { return light <= 0 ? 0 : light >= 1 ? 1 : root(light); }

// The average colour of the picture's element (column, row) of columns × rows, looked at in `samples` places.
static Vector element(int column, int row, int columns, int rows, int samples)
{
    Vector sum = vector(0, 0, 0);
    for (int s = 0; s < samples; s++)
    {
        float x = ((float)column + coveringX(s + 1)) / (float)columns;
        float y = ((float)row + coveringY(s + 1)) / (float)rows;
        sum = add(sum, look(x * 2 - 1, 1 - y * 2, s));
    }

    sum = scale(sum, 1 / (float)samples);
    return vector(display(sum.x), display(sum.y), display(sum.z));
}

static float brightness(Vector colour) { return 0.30f * colour.x + 0.59f * colour.y + 0.11f * colour.z; }

// ---------------------------------------------------------------------------------------------------- the output

static char line[8192];
static int length;

static void put(char c) { line[length++] = c; }

static void putText(const char *text)
{
    while (*text)
    {
        put(*text++);
    }
}

static void putNumber(int number)
{
    if (number >= 10)
    {
        putNumber(number / 10);
    }

    put((char)('0' + number % 10));
}

static void flush(void)
{
    put('\n');
    print(line, length);
    length = 0;
}

// The picture in 7-bit characters.
__attribute__((export_name("run"))) void run(void)
{
    static const char ramp[] = " .,:;=+ox%#&@";
    enum { Last = sizeof(ramp) - 2 };

    for (int row = 0; row < Height; row++)
    {
        for (int column = 0; column < Width; column++)
        {
            float light = brightness(element(column, row, Width, Height, 16));
            int level = (int)(light * root(light) * (Last + 2)); // characters leave most of a cell dark: more contrast
            put(ramp[level > Last ? Last : level]);
        }

        flush();
    }
}

// The picture in dots, eight to a braille character (U+2800 and on), dithered by Floyd and Steinberg's error diffusion.
__attribute__((export_name("braille"))) void braille(void)
{
    enum { Columns = Width * 2, Rows = 4 };

    static const unsigned char dots[Rows][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    static float errors[2][Columns + 2];
    int current = 0;

    for (int row = 0; row < Height; row++)
    {
        unsigned char cells[Width] = {0};
        for (int y = 0; y < Rows; y++, current ^= 1)
        {
            float *now = errors[current] + 1, *next = errors[current ^ 1] + 1;
            for (int x = -1; x <= Columns; x++)
            {
                next[x] = 0;
            }

            for (int x = 0; x < Columns; x++)
            {
                float light = brightness(element(x, row * Rows + y, Columns, Height * Rows, 4));
                float wanted = light * light + now[x];
                int dot = wanted > 0.5f;
                float error = wanted - (float)dot;
                now[x + 1] += error * (7.0f / 16);
                next[x - 1] += error * (3.0f / 16);
                next[x] += error * (5.0f / 16);
                next[x + 1] += error * (1.0f / 16);
                if (dot)
                {
                    cells[x / 2] |= dots[y][x & 1];
                }
            }
        }

        for (int x = 0; x < Width; x++)
        {
            put((char)0xE2); // U+2800 + cell in UTF-8
            put((char)(0xA0 | cells[x] >> 6));
            put((char)(0x80 | (cells[x] & 0x3F)));
        }

        flush();
    }
}

// The picture in colours: each character is the upper half block, whose upper half has the foreground's colour and lower half the background's.
__attribute__((export_name("color"))) void color(void)
{
    for (int row = 0; row < Height; row++)
    {
        for (int column = 0; column < Width; column++)
        {
            for (int half = 0; half < 2; half++)
            {
                Vector c = element(column, row * 2 + half, Width, Height * 2, 8);
                putText(half == 0 ? "\x1b[38;2;" : "\x1b[48;2;");
                putNumber((int)(c.x * 255));
                put(';');
                putNumber((int)(c.y * 255));
                put(';');
                putNumber((int)(c.z * 255));
                put('m');
            }

            putText("\xE2\x96\x80");
        }

        putText("\x1b[0m");
        flush();
    }
}
