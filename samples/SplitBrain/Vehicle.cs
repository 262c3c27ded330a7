// The body: what the control loop senses and moves.
namespace SplitBrain;

/// <summary>Something that hovers: a mass with a rotor, which gravity pulls down. Simulated.</summary>
internal struct Vehicle
{
    /// <summary>What the rotor can give, in N/kg.</summary>
    public const double MaxThrust = 20;

    private const double Gravity = 9.81;
    private const double Tick = 0.001;

    /// <summary>Metres above the ground.</summary>
    public double Altitude { get; private set; }

    /// <summary>Metres a second, upwards.</summary>
    public double Speed { get; private set; }

    /// <summary>Moves for one tick of a millisecond.</summary>
    /// <param name="thrust">In N/kg; cut to what the rotor can give.</param>
    public void Move(double thrust)
    {
        Speed += (Math.Clamp(thrust, 0, MaxThrust) - Gravity) * Tick;
        Altitude += Speed * Tick;
        if (Altitude < 0)
        {
            Altitude = 0;
            Speed = 0;
        }
    }
}
