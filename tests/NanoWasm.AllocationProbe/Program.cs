// Measures the operations: `NanoWasm.AllocationProbe threaded|switch [number of the only operation]`.
using System.Globalization;
using NanoWasm;
using NanoWasm.AllocationProbe;

const int All = -1;
const int Box = -2;

DispatchMode mode = Enum.Parse<DispatchMode>(args[0], ignoreCase: true);
int only = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : All;
OperationList list = new();
if (only == Box)
{
    // Shows that the probe sees what is there.
    list.Add("a box", static () => GC.KeepAlive(Environment.TickCount64));
    Report(list.Operations);
    return;
}

// The heap-free interpreter comes first: nothing of the library has run before it.
NanoOperations.AddTo(list, mode);
NanoErrorOperations.AddTo(list, mode);
if (only != All)
{
    Report([list.Operations[only]]);
    return;
}

// Operations are measured in the order of the list. Making instances, which allocates, comes after the heap-free interpreter's measurements.
Report(list.Operations);
list = new OperationList();
using InstanceOperations instance = new(mode);
instance.AddTo(list);
using BindingOperations bindings = new(mode);
bindings.AddTo(list);
ArityOperations.AddTo(list, mode);
using GcOperations gc = new(mode);
gc.AddTo(list);
using ExceptionOperations exceptions = new(mode);
exceptions.AddTo(list);
Report(list.Operations);

static void Report(IReadOnlyList<Operation> operations)
{
    // What measuring itself does for the first time is not what is measured.
    OperationList.Measure(new Operation(string.Empty, string.Empty, string.Empty, static () => { }));
    Measurement[] results = new Measurement[operations.Count];
    for (int i = 0; i < results.Length; i++)
    {
        results[i] = OperationList.Measure(operations[i]);
    }

    foreach ((Operation operation, Measurement measurement) in operations.Zip(results))
    {
        Console.WriteLine(string.Join('\t', operation.Group, operation.Name, operation.Variant, measurement.First, measurement.Later));
    }
}
