// Holds an altitude of 10 m.
#include "mission.h"

double tick(double altitude, double speed)
{
    return 9.81 + 2.0 * (10.0 - altitude) - 2.5 * speed;
}
