// Flies: `SplitBrain --ticks 1000000` as fast as possible, `SplitBrain --rate 1000 --seconds 5` in real time.
using SplitBrain;

if (FlightOptions.Parse(args) is not FlightOptions options)
{
    Console.Error.WriteLine(FlightOptions.Usage);
    return 2;
}

using GroundStation ground = new(Path.Combine(AppContext.BaseDirectory, "missions"));
SpinalCord cord = new(options, ground);
FlightRecord record = cord.Fly();
FlightReport.Write(record);
return record.Survived ? 0 : 1;
