// Goes up and down between 10 m and 30 m, twenty seconds each way.
#include "mission.h"

static int time;

double tick(double altitude, double speed)
{
    int phase = time++ % 40000;
    double target = phase < 20000 ? 10.0 + phase / 1000.0 : 50.0 - phase / 1000.0;
    return 9.81 + 2.0 * (target - altitude) - 2.5 * speed;
}
