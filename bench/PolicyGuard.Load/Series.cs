namespace PolicyGuard.Load;

/// <summary>One measurement: the time of each call in µs, how long it all took, and the CPU time of the process between.</summary>
internal sealed class Series
{
    private readonly float[] _micros;

    public Series(float[] micros, TimeSpan elapsed, TimeSpan cpu)
    {
        Array.Sort(micros);
        _micros = micros;
        Elapsed = elapsed;
        Cpu = cpu;
    }

    public TimeSpan Elapsed { get; }

    public TimeSpan Cpu { get; }

    public int Calls => _micros.Length;

    public double CallsPerSecond => Calls / Elapsed.TotalSeconds;

    public double CpuMicrosPerCall => Cpu.TotalMicroseconds / Calls;

    public double P50 => At(0.50);

    public double P99 => At(0.99);

    private double At(double share) => _micros[Math.Min(_micros.Length - 1, (int)(_micros.Length * share))];
}
