// What a mission is: one function that the spinal cord calls in every tick.
#pragma once

// The thrust in N/kg that the mission wants, from the altitude in m and the vertical speed in m/s. A tick is a millisecond.
__attribute__((export_name("tick"))) double tick(double altitude, double speed);
