// Calls with every number of parameters, out and back.
using NanoWasm.Testing;
using static NanoWasm.AllocationProbe.OperationList;
using static NanoWasm.ValueKind;

namespace NanoWasm.AllocationProbe;

/// <summary>
/// Typed handles of 0 to 16 parameters; the guest passes them on to a host function of the same type, so that every arity is measured both ways.
/// </summary>
internal static class ArityOperations
{
    private const int MaxArity = 16;

    private static int _actions;

    /// <summary>Adds the operations.</summary>
    public static void AddTo(OperationList list, DispatchMode mode)
    {
        Instance instance = Linker().Instantiate(Module.FromBytes(Guest()), new InstanceOptions { Dispatch = mode });
        list.Group = "Calls in and out by number of parameters";
        AddFunctions(list, instance);
        AddActions(list, instance);
        AddFunctionsWithCaller(list, instance);
        AddActionsWithCaller(list, instance);
    }

    private static byte[] Guest()
    {
        ModuleBuilder module = new();
        string[] kinds = ["f", "a", "cf", "ca"];
        foreach (string kind in kinds)
        {
            for (int n = 0; n <= MaxArity; n++)
            {
                module.ImportFunction("env", $"{kind}{n}", Parameters(n), Results(kind));
            }
        }

        uint host = 0;
        foreach (string kind in kinds)
        {
            for (int n = 0; n <= MaxArity; n++, host++)
            {
                int count = n;
                uint callee = host;
                module.Function($"{kind}{n}", Parameters(n), Results(kind), f =>
                {
                    for (uint i = 0; i < count; i++)
                    {
                        f.LocalGet(i);
                    }

                    f.Call(callee);
                });
            }
        }

        return module.Build();
    }

    private static ValueKind[] Parameters(int count) => [.. Enumerable.Repeat(I32, count)];

    private static ValueKind[] Results(string kind) => kind.EndsWith('f') ? [I32] : [];

    private static void Count() => _actions++;

    private static void Count(Caller caller) => _actions += caller == default ? 0 : 1;

    private static bool Counted(int before, int calls) => _actions == before + calls;

    private static Linker Linker() => new Linker()
        .DefineFunction("env", "f0", static () => 0)
        .DefineFunction("env", "f1", static (int a1) => a1)
        .DefineFunction("env", "f2", static (int a1, int a2) => a1 + a2)
        .DefineFunction("env", "f3", static (int a1, int a2, int a3) => a1 + a2 + a3)
        .DefineFunction("env", "f4", static (int a1, int a2, int a3, int a4) => a1 + a2 + a3 + a4)
        .DefineFunction("env", "f5", static (int a1, int a2, int a3, int a4, int a5) => a1 + a2 + a3 + a4 + a5)
        .DefineFunction("env", "f6", static (int a1, int a2, int a3, int a4, int a5, int a6) => a1 + a2 + a3 + a4 + a5 + a6)
        .DefineFunction("env", "f7", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7) => a1 + a2 + a3 + a4 + a5 + a6 + a7)
        .DefineFunction("env", "f8", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8)
        .DefineFunction("env", "f9", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9)
        .DefineFunction("env", "f10", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10)
        .DefineFunction("env", "f11", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11)
        .DefineFunction("env", "f12", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12)
        .DefineFunction("env", "f13", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13)
        .DefineFunction("env", "f14", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14)
        .DefineFunction("env", "f15", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15)
        .DefineFunction("env", "f16", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15 + a16)
        .DefineFunction("env", "a0", static () => Count())
        .DefineFunction("env", "a1", static (int a1) => Count())
        .DefineFunction("env", "a2", static (int a1, int a2) => Count())
        .DefineFunction("env", "a3", static (int a1, int a2, int a3) => Count())
        .DefineFunction("env", "a4", static (int a1, int a2, int a3, int a4) => Count())
        .DefineFunction("env", "a5", static (int a1, int a2, int a3, int a4, int a5) => Count())
        .DefineFunction("env", "a6", static (int a1, int a2, int a3, int a4, int a5, int a6) => Count())
        .DefineFunction("env", "a7", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7) => Count())
        .DefineFunction("env", "a8", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => Count())
        .DefineFunction("env", "a9", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => Count())
        .DefineFunction("env", "a10", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => Count())
        .DefineFunction("env", "a11", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => Count())
        .DefineFunction("env", "a12", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => Count())
        .DefineFunction("env", "a13", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => Count())
        .DefineFunction("env", "a14", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => Count())
        .DefineFunction("env", "a15", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => Count())
        .DefineFunction("env", "a16", static (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => Count())
        .DefineFunction("env", "cf0", static (Caller caller) => (caller == default ? 1 : 0))
        .DefineFunction("env", "cf1", static (Caller caller, int a1) => (caller == default ? 1 : 0) + a1)
        .DefineFunction("env", "cf2", static (Caller caller, int a1, int a2) => (caller == default ? 1 : 0) + a1 + a2)
        .DefineFunction("env", "cf3", static (Caller caller, int a1, int a2, int a3) => (caller == default ? 1 : 0) + a1 + a2 + a3)
        .DefineFunction("env", "cf4", static (Caller caller, int a1, int a2, int a3, int a4) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4)
        .DefineFunction("env", "cf5", static (Caller caller, int a1, int a2, int a3, int a4, int a5) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5)
        .DefineFunction("env", "cf6", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6)
        .DefineFunction("env", "cf7", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7)
        .DefineFunction("env", "cf8", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8)
        .DefineFunction("env", "cf9", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9)
        .DefineFunction("env", "cf10", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10)
        .DefineFunction("env", "cf11", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11)
        .DefineFunction("env", "cf12", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12)
        .DefineFunction("env", "cf13", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13)
        .DefineFunction("env", "cf14", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14)
        .DefineFunction("env", "cf15", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15)
        .DefineFunction("env", "cf16", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => (caller == default ? 1 : 0) + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11 + a12 + a13 + a14 + a15 + a16)
        .DefineFunction("env", "ca0", static (Caller caller) => Count(caller))
        .DefineFunction("env", "ca1", static (Caller caller, int a1) => Count(caller))
        .DefineFunction("env", "ca2", static (Caller caller, int a1, int a2) => Count(caller))
        .DefineFunction("env", "ca3", static (Caller caller, int a1, int a2, int a3) => Count(caller))
        .DefineFunction("env", "ca4", static (Caller caller, int a1, int a2, int a3, int a4) => Count(caller))
        .DefineFunction("env", "ca5", static (Caller caller, int a1, int a2, int a3, int a4, int a5) => Count(caller))
        .DefineFunction("env", "ca6", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6) => Count(caller))
        .DefineFunction("env", "ca7", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7) => Count(caller))
        .DefineFunction("env", "ca8", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => Count(caller))
        .DefineFunction("env", "ca9", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => Count(caller))
        .DefineFunction("env", "ca10", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => Count(caller))
        .DefineFunction("env", "ca11", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => Count(caller))
        .DefineFunction("env", "ca12", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => Count(caller))
        .DefineFunction("env", "ca13", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => Count(caller))
        .DefineFunction("env", "ca14", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => Count(caller))
        .DefineFunction("env", "ca15", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => Count(caller))
        .DefineFunction("env", "ca16", static (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => Count(caller));

    private static void AddFunctions(OperationList list, Instance instance)
    {
        WasmFunction<int> h0 = instance.GetFunction<int>("f0");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "0", () => Require(h0.Invoke() == 0 && h0.TryInvoke(out int r0) == CallStatus.Finished && r0 == 0));
        WasmFunction<int, int> h1 = instance.GetFunction<int, int>("f1");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "1", () => Require(h1.Invoke(1) == 1 && h1.TryInvoke(1, out int r1) == CallStatus.Finished && r1 == 1));
        WasmFunction<int, int, int> h2 = instance.GetFunction<int, int, int>("f2");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "2", () => Require(h2.Invoke(1, 2) == 3 && h2.TryInvoke(1, 2, out int r2) == CallStatus.Finished && r2 == 3));
        WasmFunction<int, int, int, int> h3 = instance.GetFunction<int, int, int, int>("f3");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "3", () => Require(h3.Invoke(1, 2, 3) == 6 && h3.TryInvoke(1, 2, 3, out int r3) == CallStatus.Finished && r3 == 6));
        WasmFunction<int, int, int, int, int> h4 = instance.GetFunction<int, int, int, int, int>("f4");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "4", () => Require(h4.Invoke(1, 2, 3, 4) == 10 && h4.TryInvoke(1, 2, 3, 4, out int r4) == CallStatus.Finished && r4 == 10));
        WasmFunction<int, int, int, int, int, int> h5 = instance.GetFunction<int, int, int, int, int, int>("f5");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "5", () => Require(h5.Invoke(1, 2, 3, 4, 5) == 15 && h5.TryInvoke(1, 2, 3, 4, 5, out int r5) == CallStatus.Finished && r5 == 15));
        WasmFunction<int, int, int, int, int, int, int> h6 = instance.GetFunction<int, int, int, int, int, int, int>("f6");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "6", () => Require(h6.Invoke(1, 2, 3, 4, 5, 6) == 21 && h6.TryInvoke(1, 2, 3, 4, 5, 6, out int r6) == CallStatus.Finished && r6 == 21));
        WasmFunction<int, int, int, int, int, int, int, int> h7 = instance.GetFunction<int, int, int, int, int, int, int, int>("f7");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "7", () => Require(h7.Invoke(1, 2, 3, 4, 5, 6, 7) == 28 && h7.TryInvoke(1, 2, 3, 4, 5, 6, 7, out int r7) == CallStatus.Finished && r7 == 28));
        WasmFunction<int, int, int, int, int, int, int, int, int> h8 = instance.GetFunction<int, int, int, int, int, int, int, int, int>("f8");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "8", () => Require(h8.Invoke(1, 2, 3, 4, 5, 6, 7, 8) == 36 && h8.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, out int r8) == CallStatus.Finished && r8 == 36));
        WasmFunction<int, int, int, int, int, int, int, int, int, int> h9 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int>("f9");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "9", () => Require(h9.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9) == 45 && h9.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, out int r9) == CallStatus.Finished && r9 == 45));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int> h10 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int>("f10");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "10", () => Require(h10.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == 55 && h10.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, out int r10) == CallStatus.Finished && r10 == 55));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int> h11 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int>("f11");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "11", () => Require(h11.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) == 66 && h11.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, out int r11) == CallStatus.Finished && r11 == 66));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int> h12 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int>("f12");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "12", () => Require(h12.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == 78 && h12.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, out int r12) == CallStatus.Finished && r12 == 78));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int> h13 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f13");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "13", () => Require(h13.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) == 91 && h13.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, out int r13) == CallStatus.Finished && r13 == 91));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h14 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f14");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "14", () => Require(h14.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14) == 105 && h14.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, out int r14) == CallStatus.Finished && r14 == 105));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h15 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f15");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "15", () => Require(h15.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) == 120 && h15.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, out int r15) == CallStatus.Finished && r15 == 120));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h16 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f16");
        list.Add("Invoke, TryInvoke of a function that calls a host function, 0 to 16 parameters", "16", () => Require(h16.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) == 136 && h16.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, out int r16) == CallStatus.Finished && r16 == 136));
    }

    private static void AddActions(OperationList list, Instance instance)
    {
        WasmAction h0 = instance.GetAction("a0");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "0", () =>
        {
            int before = _actions;
            h0.Invoke();
            Require(h0.TryInvoke() == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int> h1 = instance.GetAction<int>("a1");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "1", () =>
        {
            int before = _actions;
            h1.Invoke(1);
            Require(h1.TryInvoke(1) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int> h2 = instance.GetAction<int, int>("a2");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "2", () =>
        {
            int before = _actions;
            h2.Invoke(1, 2);
            Require(h2.TryInvoke(1, 2) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int> h3 = instance.GetAction<int, int, int>("a3");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "3", () =>
        {
            int before = _actions;
            h3.Invoke(1, 2, 3);
            Require(h3.TryInvoke(1, 2, 3) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int> h4 = instance.GetAction<int, int, int, int>("a4");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "4", () =>
        {
            int before = _actions;
            h4.Invoke(1, 2, 3, 4);
            Require(h4.TryInvoke(1, 2, 3, 4) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int> h5 = instance.GetAction<int, int, int, int, int>("a5");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "5", () =>
        {
            int before = _actions;
            h5.Invoke(1, 2, 3, 4, 5);
            Require(h5.TryInvoke(1, 2, 3, 4, 5) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int> h6 = instance.GetAction<int, int, int, int, int, int>("a6");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "6", () =>
        {
            int before = _actions;
            h6.Invoke(1, 2, 3, 4, 5, 6);
            Require(h6.TryInvoke(1, 2, 3, 4, 5, 6) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int> h7 = instance.GetAction<int, int, int, int, int, int, int>("a7");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "7", () =>
        {
            int before = _actions;
            h7.Invoke(1, 2, 3, 4, 5, 6, 7);
            Require(h7.TryInvoke(1, 2, 3, 4, 5, 6, 7) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int> h8 = instance.GetAction<int, int, int, int, int, int, int, int>("a8");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "8", () =>
        {
            int before = _actions;
            h8.Invoke(1, 2, 3, 4, 5, 6, 7, 8);
            Require(h8.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int> h9 = instance.GetAction<int, int, int, int, int, int, int, int, int>("a9");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "9", () =>
        {
            int before = _actions;
            h9.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9);
            Require(h9.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int> h10 = instance.GetAction<int, int, int, int, int, int, int, int, int, int>("a10");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "10", () =>
        {
            int before = _actions;
            h10.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            Require(h10.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int> h11 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int>("a11");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "11", () =>
        {
            int before = _actions;
            h11.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            Require(h11.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int> h12 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int>("a12");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "12", () =>
        {
            int before = _actions;
            h12.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            Require(h12.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int> h13 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int>("a13");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "13", () =>
        {
            int before = _actions;
            h13.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
            Require(h13.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int> h14 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int>("a14");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "14", () =>
        {
            int before = _actions;
            h14.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
            Require(h14.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h15 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("a15");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "15", () =>
        {
            int before = _actions;
            h15.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            Require(h15.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h16 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("a16");
        list.Add("Invoke, TryInvoke of an action that calls a host action, 0 to 16 parameters", "16", () =>
        {
            int before = _actions;
            h16.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
            Require(h16.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) == CallStatus.Finished && Counted(before, 2));
        });
    }

    private static void AddFunctionsWithCaller(OperationList list, Instance instance)
    {
        WasmFunction<int> h0 = instance.GetFunction<int>("cf0");
        list.Add("the same with a host function that gets its Caller", "0", () => Require(h0.Invoke() == 0 && h0.TryInvoke(out int r0) == CallStatus.Finished && r0 == 0));
        WasmFunction<int, int> h1 = instance.GetFunction<int, int>("cf1");
        list.Add("the same with a host function that gets its Caller", "1", () => Require(h1.Invoke(1) == 1 && h1.TryInvoke(1, out int r1) == CallStatus.Finished && r1 == 1));
        WasmFunction<int, int, int> h2 = instance.GetFunction<int, int, int>("cf2");
        list.Add("the same with a host function that gets its Caller", "2", () => Require(h2.Invoke(1, 2) == 3 && h2.TryInvoke(1, 2, out int r2) == CallStatus.Finished && r2 == 3));
        WasmFunction<int, int, int, int> h3 = instance.GetFunction<int, int, int, int>("cf3");
        list.Add("the same with a host function that gets its Caller", "3", () => Require(h3.Invoke(1, 2, 3) == 6 && h3.TryInvoke(1, 2, 3, out int r3) == CallStatus.Finished && r3 == 6));
        WasmFunction<int, int, int, int, int> h4 = instance.GetFunction<int, int, int, int, int>("cf4");
        list.Add("the same with a host function that gets its Caller", "4", () => Require(h4.Invoke(1, 2, 3, 4) == 10 && h4.TryInvoke(1, 2, 3, 4, out int r4) == CallStatus.Finished && r4 == 10));
        WasmFunction<int, int, int, int, int, int> h5 = instance.GetFunction<int, int, int, int, int, int>("cf5");
        list.Add("the same with a host function that gets its Caller", "5", () => Require(h5.Invoke(1, 2, 3, 4, 5) == 15 && h5.TryInvoke(1, 2, 3, 4, 5, out int r5) == CallStatus.Finished && r5 == 15));
        WasmFunction<int, int, int, int, int, int, int> h6 = instance.GetFunction<int, int, int, int, int, int, int>("cf6");
        list.Add("the same with a host function that gets its Caller", "6", () => Require(h6.Invoke(1, 2, 3, 4, 5, 6) == 21 && h6.TryInvoke(1, 2, 3, 4, 5, 6, out int r6) == CallStatus.Finished && r6 == 21));
        WasmFunction<int, int, int, int, int, int, int, int> h7 = instance.GetFunction<int, int, int, int, int, int, int, int>("cf7");
        list.Add("the same with a host function that gets its Caller", "7", () => Require(h7.Invoke(1, 2, 3, 4, 5, 6, 7) == 28 && h7.TryInvoke(1, 2, 3, 4, 5, 6, 7, out int r7) == CallStatus.Finished && r7 == 28));
        WasmFunction<int, int, int, int, int, int, int, int, int> h8 = instance.GetFunction<int, int, int, int, int, int, int, int, int>("cf8");
        list.Add("the same with a host function that gets its Caller", "8", () => Require(h8.Invoke(1, 2, 3, 4, 5, 6, 7, 8) == 36 && h8.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, out int r8) == CallStatus.Finished && r8 == 36));
        WasmFunction<int, int, int, int, int, int, int, int, int, int> h9 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int>("cf9");
        list.Add("the same with a host function that gets its Caller", "9", () => Require(h9.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9) == 45 && h9.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, out int r9) == CallStatus.Finished && r9 == 45));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int> h10 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int>("cf10");
        list.Add("the same with a host function that gets its Caller", "10", () => Require(h10.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == 55 && h10.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, out int r10) == CallStatus.Finished && r10 == 55));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int> h11 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int>("cf11");
        list.Add("the same with a host function that gets its Caller", "11", () => Require(h11.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) == 66 && h11.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, out int r11) == CallStatus.Finished && r11 == 66));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int> h12 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int>("cf12");
        list.Add("the same with a host function that gets its Caller", "12", () => Require(h12.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == 78 && h12.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, out int r12) == CallStatus.Finished && r12 == 78));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int> h13 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int>("cf13");
        list.Add("the same with a host function that gets its Caller", "13", () => Require(h13.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) == 91 && h13.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, out int r13) == CallStatus.Finished && r13 == 91));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h14 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("cf14");
        list.Add("the same with a host function that gets its Caller", "14", () => Require(h14.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14) == 105 && h14.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, out int r14) == CallStatus.Finished && r14 == 105));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h15 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("cf15");
        list.Add("the same with a host function that gets its Caller", "15", () => Require(h15.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) == 120 && h15.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, out int r15) == CallStatus.Finished && r15 == 120));
        WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h16 = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("cf16");
        list.Add("the same with a host function that gets its Caller", "16", () => Require(h16.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) == 136 && h16.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, out int r16) == CallStatus.Finished && r16 == 136));
    }

    private static void AddActionsWithCaller(OperationList list, Instance instance)
    {
        WasmAction h0 = instance.GetAction("ca0");
        list.Add("the same with a host action that gets its Caller", "0", () =>
        {
            int before = _actions;
            h0.Invoke();
            Require(h0.TryInvoke() == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int> h1 = instance.GetAction<int>("ca1");
        list.Add("the same with a host action that gets its Caller", "1", () =>
        {
            int before = _actions;
            h1.Invoke(1);
            Require(h1.TryInvoke(1) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int> h2 = instance.GetAction<int, int>("ca2");
        list.Add("the same with a host action that gets its Caller", "2", () =>
        {
            int before = _actions;
            h2.Invoke(1, 2);
            Require(h2.TryInvoke(1, 2) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int> h3 = instance.GetAction<int, int, int>("ca3");
        list.Add("the same with a host action that gets its Caller", "3", () =>
        {
            int before = _actions;
            h3.Invoke(1, 2, 3);
            Require(h3.TryInvoke(1, 2, 3) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int> h4 = instance.GetAction<int, int, int, int>("ca4");
        list.Add("the same with a host action that gets its Caller", "4", () =>
        {
            int before = _actions;
            h4.Invoke(1, 2, 3, 4);
            Require(h4.TryInvoke(1, 2, 3, 4) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int> h5 = instance.GetAction<int, int, int, int, int>("ca5");
        list.Add("the same with a host action that gets its Caller", "5", () =>
        {
            int before = _actions;
            h5.Invoke(1, 2, 3, 4, 5);
            Require(h5.TryInvoke(1, 2, 3, 4, 5) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int> h6 = instance.GetAction<int, int, int, int, int, int>("ca6");
        list.Add("the same with a host action that gets its Caller", "6", () =>
        {
            int before = _actions;
            h6.Invoke(1, 2, 3, 4, 5, 6);
            Require(h6.TryInvoke(1, 2, 3, 4, 5, 6) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int> h7 = instance.GetAction<int, int, int, int, int, int, int>("ca7");
        list.Add("the same with a host action that gets its Caller", "7", () =>
        {
            int before = _actions;
            h7.Invoke(1, 2, 3, 4, 5, 6, 7);
            Require(h7.TryInvoke(1, 2, 3, 4, 5, 6, 7) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int> h8 = instance.GetAction<int, int, int, int, int, int, int, int>("ca8");
        list.Add("the same with a host action that gets its Caller", "8", () =>
        {
            int before = _actions;
            h8.Invoke(1, 2, 3, 4, 5, 6, 7, 8);
            Require(h8.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int> h9 = instance.GetAction<int, int, int, int, int, int, int, int, int>("ca9");
        list.Add("the same with a host action that gets its Caller", "9", () =>
        {
            int before = _actions;
            h9.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9);
            Require(h9.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int> h10 = instance.GetAction<int, int, int, int, int, int, int, int, int, int>("ca10");
        list.Add("the same with a host action that gets its Caller", "10", () =>
        {
            int before = _actions;
            h10.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            Require(h10.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int> h11 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int>("ca11");
        list.Add("the same with a host action that gets its Caller", "11", () =>
        {
            int before = _actions;
            h11.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            Require(h11.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int> h12 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int>("ca12");
        list.Add("the same with a host action that gets its Caller", "12", () =>
        {
            int before = _actions;
            h12.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            Require(h12.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int> h13 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int>("ca13");
        list.Add("the same with a host action that gets its Caller", "13", () =>
        {
            int before = _actions;
            h13.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
            Require(h13.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int> h14 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int>("ca14");
        list.Add("the same with a host action that gets its Caller", "14", () =>
        {
            int before = _actions;
            h14.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
            Require(h14.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h15 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("ca15");
        list.Add("the same with a host action that gets its Caller", "15", () =>
        {
            int before = _actions;
            h15.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            Require(h15.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) == CallStatus.Finished && Counted(before, 2));
        });
        WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> h16 = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("ca16");
        list.Add("the same with a host action that gets its Caller", "16", () =>
        {
            int before = _actions;
            h16.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
            Require(h16.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) == CallStatus.Finished && Counted(before, 2));
        });
    }
}
