// Lets engines run programs in turns.
namespace NanoWasm.Benchmarks.Compare;

/// <summary>What an engine's runs of a program came to.</summary>
/// <param name="Cpu">Processor time, user and system, in seconds.</param>
/// <param name="Wall">Elapsed time in seconds.</param>
/// <param name="Result">The result, normalised; null if the engine did not print one.</param>
/// <param name="Problem">Why the times do not count: the engine failed, or its result is not the right one. Null if they do.</param>
internal sealed record Cell(Sample Cpu, Sample Wall, string? Result, string? Problem);

/// <summary>Engines, programs, and a cell for each pair of them.</summary>
/// <param name="Engines">The engines; the first one is what the others are compared with.</param>
/// <param name="Workloads">The programs.</param>
/// <param name="Rounds">How often each engine ran each program.</param>
/// <param name="Cells">The results: a row for each program, in it a cell for each engine.</param>
internal sealed record Comparison(IReadOnlyList<string> Engines, IReadOnlyList<Workload> Workloads, int Rounds, IReadOnlyList<IReadOnlyList<Cell>> Cells)
{
    /// <summary>Whether every engine ran every program and gave the right result.</summary>
    public bool Succeeded => Cells.All(static row => row.All(static cell => cell.Problem is null));

    /// <summary>
    /// Runs everything, one process at a time. In each round all engines run a program once, and another one begins, so that what the machine does
    /// meanwhile hits all of them alike.
    /// </summary>
    /// <param name="engines">The engines; the first one is what the others are compared with.</param>
    /// <param name="workloads">The programs.</param>
    /// <param name="rounds">How often each engine runs each program.</param>
    /// <param name="timeout">How long a process may take.</param>
    /// <param name="progress">Is told of each program that is done.</param>
    public static Comparison Run(
        IReadOnlyList<CommandTemplate> engines, IReadOnlyList<Workload> workloads, int rounds, TimeSpan timeout, Action<Workload, IReadOnlyList<Cell>> progress)
    {
        List<IReadOnlyList<Cell>> rows = [];
        foreach (Workload workload in workloads)
        {
            List<MeasuredProcess>[] runs = [.. engines.Select(static _ => new List<MeasuredProcess>())];
            for (int round = 0; round < rounds; round++)
            {
                for (int turn = 0; turn < engines.Count; turn++)
                {
                    int engine = (round + turn) % engines.Count;

                    // An engine that failed once is not asked again.
                    if (runs[engine].All(static run => run.Failure is null))
                    {
                        runs[engine].Add(MeasuredProcess.Run(engines[engine].Expand(workload), timeout));
                    }
                }
            }

            rows.Add(Judge(workload, runs));
            progress(workload, rows[^1]);
        }

        return new Comparison([.. engines.Select(static engine => engine.Name)], workloads, rounds, rows);
    }

    /// <summary>How many times the processor time of the first engine another one takes; null where one of them has no valid time.</summary>
    public double? Ratio(int workload, int engine)
    {
        Cell reference = Cells[workload][0];
        Cell cell = Cells[workload][engine];
        return reference.Problem is null && cell.Problem is null && reference.Cpu.Median > 0 ? cell.Cpu.Median / reference.Cpu.Median : null;
    }

    /// <summary>The workloads with vectors and their twins without, where both were run.</summary>
    public IReadOnlyList<(int With, int Without)> Twins { get; } =
    [
        .. from with in Enumerable.Range(0, Workloads.Count)
           from without in Enumerable.Range(0, Workloads.Count)
           where Workloads[with].Twin == Workloads[without].Name
           select (with, without),
    ];

    /// <summary>How many times as fast an engine is with vectors as without; null where one of both has no valid time.</summary>
    public double? SpeedUp((int With, int Without) twins, int engine)
    {
        Cell with = Cells[twins.With][engine];
        Cell without = Cells[twins.Without][engine];
        return with.Problem is null && without.Problem is null && with.Cpu.Median > 0 ? without.Cpu.Median / with.Cpu.Median : null;
    }

    /// <summary>The geometric mean of an engine's ratios, and over how many programs it is.</summary>
    public (double Mean, int Count) MeanRatio(int engine)
    {
        double[] ratios = [.. Enumerable.Range(0, Workloads.Count).Select(workload => Ratio(workload, engine)).OfType<double>()];
        return (Sample.GeometricMean(ratios), ratios.Length);
    }

    /// <summary>Makes cells of runs, and compares their results: with the known one, else with the first engine's that has one.</summary>
    private static List<Cell> Judge(Workload workload, List<MeasuredProcess>[] runs)
    {
        string?[][] results = [.. runs.Select(static engine => engine.Where(static run => run.Failure is null).Select(static run => ResultText.Find(run.Output, run.Errors)).ToArray())];
        string? right = workload.Expected ?? results.SelectMany(static result => result).FirstOrDefault(static result => result is not null);
        List<Cell> cells = [];
        for (int i = 0; i < runs.Length; i++)
        {
            string? wrong = results[i].FirstOrDefault(result => result != right);
            string? problem = runs[i].Select(static run => run.Failure).FirstOrDefault(static failure => failure is not null)
                ?? (results[i].All(result => result == right) && right is not null ? null : wrong is null ? "printed no result" : $"result {wrong} instead of {right}");
            cells.Add(new Cell(
                Sample.Of(runs[i].Select(static run => run.Cpu)), Sample.Of(runs[i].Select(static run => run.Wall)), problem is null ? right : wrong, problem));
        }

        return cells;
    }
}
