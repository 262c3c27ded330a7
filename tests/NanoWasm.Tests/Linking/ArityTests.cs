// Typed handles and host functions of every arity.
using static NanoWasm.ValueKind;

namespace NanoWasm.Tests.Linking;

/// <summary>
/// A guest function passes its arguments on to a host function of the same type, which weighs them by their positions: a value in the wrong place
/// gives another sum. Argument number i is i.
/// </summary>
public sealed class ArityTests
{
    private const int MaxArity = 16;

    private static readonly Action<Linker>[] Functions =
    [
        static linker => linker.DefineFunction("env", "host", () => 1000),
        static linker => linker.DefineFunction("env", "host", (int a1) => 1000 + (1 * a1)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2) => 1000 + (1 * a1) + (2 * a2)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3) => 1000 + (1 * a1) + (2 * a2) + (3 * a3)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15)),
        static linker => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15) + (16 * a16)),
    ];

    private static readonly Action<Linker>[] FunctionsWithCaller =
    [
        static linker => linker.DefineFunction("env", "host", (Caller caller) => Count(caller) + 1000),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1) => Count(caller) + 1000 + (1 * a1)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2) => Count(caller) + 1000 + (1 * a1) + (2 * a2)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15)),
        static linker => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15) + (16 * a16)),
    ];

    private static readonly Action<Linker, Action<int>>[] Actions =
    [
        static (linker, report) => linker.DefineFunction("env", "host", () => report(1000)),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1) => report(1000 + (1 * a1))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2) => report(1000 + (1 * a1) + (2 * a2))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15))),
        static (linker, report) => linker.DefineFunction("env", "host", (int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => report(1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15) + (16 * a16))),
    ];

    private static readonly Action<Linker, Action<int>>[] ActionsWithCaller =
    [
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller) => report(Count(caller) + 1000)),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1) => report(Count(caller) + 1000 + (1 * a1))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15))),
        static (linker, report) => linker.DefineFunction("env", "host", (Caller caller, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16) => report(Count(caller) + 1000 + (1 * a1) + (2 * a2) + (3 * a3) + (4 * a4) + (5 * a5) + (6 * a6) + (7 * a7) + (8 * a8) + (9 * a9) + (10 * a10) + (11 * a11) + (12 * a12) + (13 * a13) + (14 * a14) + (15 * a15) + (16 * a16))),
    ];

    private static readonly Func<Instance, (CallStatus Status, int Invoked, int Tried)>[] FunctionCalls =
    [
        static instance =>
        {
            WasmFunction<int> handle = instance.GetFunction<int>("f");
            return (handle.TryInvoke(out int tried), handle.Invoke(), tried);
        },
        static instance =>
        {
            WasmFunction<int, int> handle = instance.GetFunction<int, int>("f");
            return (handle.TryInvoke(1, out int tried), handle.Invoke(1), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int> handle = instance.GetFunction<int, int, int>("f");
            return (handle.TryInvoke(1, 2, out int tried), handle.Invoke(1, 2), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int> handle = instance.GetFunction<int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, out int tried), handle.Invoke(1, 2, 3), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, out int tried), handle.Invoke(1, 2, 3, 4), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, out int tried), handle.Invoke(1, 2, 3, 4, 5), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), tried);
        },
        static instance =>
        {
            WasmFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetFunction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            return (handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, out int tried), handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), tried);
        },
    ];

    private static readonly Func<Instance, CallStatus>[] ActionCalls =
    [
        static instance =>
        {
            WasmAction handle = instance.GetAction("f");
            handle.Invoke();
            return handle.TryInvoke();
        },
        static instance =>
        {
            WasmAction<int> handle = instance.GetAction<int>("f");
            handle.Invoke(1);
            return handle.TryInvoke(1);
        },
        static instance =>
        {
            WasmAction<int, int> handle = instance.GetAction<int, int>("f");
            handle.Invoke(1, 2);
            return handle.TryInvoke(1, 2);
        },
        static instance =>
        {
            WasmAction<int, int, int> handle = instance.GetAction<int, int, int>("f");
            handle.Invoke(1, 2, 3);
            return handle.TryInvoke(1, 2, 3);
        },
        static instance =>
        {
            WasmAction<int, int, int, int> handle = instance.GetAction<int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4);
            return handle.TryInvoke(1, 2, 3, 4);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5);
            return handle.TryInvoke(1, 2, 3, 4, 5);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        },
        static instance =>
        {
            WasmAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> handle = instance.GetAction<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>("f");
            handle.Invoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
            return handle.TryInvoke(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        },
    ];

    public static TheoryData<int> Arities => [.. Enumerable.Range(0, MaxArity + 1)];

    [Theory]
    [MemberData(nameof(Arities))]
    public void Function_OfEveryArity_GetsArgumentsInOrder(int arity)
    {
        Linker linker = new();
        Functions[arity](linker);
        using Instance instance = linker.Instantiate(PassingOn(arity, [I32]));
        Assert.Equal((CallStatus.Finished, Expected(arity), Expected(arity)), FunctionCalls[arity](instance));
    }

    [Theory]
    [MemberData(nameof(Arities))]
    public void FunctionWithCaller_OfEveryArity_GetsArgumentsInOrder(int arity)
    {
        Linker linker = new();
        FunctionsWithCaller[arity](linker);
        using Instance instance = linker.Instantiate(PassingOn(arity, [I32]));
        Assert.Equal((CallStatus.Finished, Expected(arity) + 1, Expected(arity) + 1), FunctionCalls[arity](instance));
    }

    [Theory]
    [MemberData(nameof(Arities))]
    public void Action_OfEveryArity_GetsArgumentsInOrder(int arity)
    {
        Linker linker = new();
        List<int> reported = [];
        Actions[arity](linker, reported.Add);
        using Instance instance = linker.Instantiate(PassingOn(arity, []));
        Assert.Equal(CallStatus.Finished, ActionCalls[arity](instance));
        Assert.Equal([Expected(arity), Expected(arity)], reported);
    }

    [Theory]
    [MemberData(nameof(Arities))]
    public void ActionWithCaller_OfEveryArity_GetsArgumentsInOrder(int arity)
    {
        Linker linker = new();
        List<int> reported = [];
        ActionsWithCaller[arity](linker, reported.Add);
        using Instance instance = linker.Instantiate(PassingOn(arity, []));
        Assert.Equal(CallStatus.Finished, ActionCalls[arity](instance));
        Assert.Equal([Expected(arity) + 1, Expected(arity) + 1], reported);
    }

    [Theory]
    [MemberData(nameof(Arities))]
    public void UntypedFunction_OfEveryArity_GetsArgumentsInOrder(int arity)
    {
        Linker linker = new();
        Functions[arity](linker);
        using Instance instance = linker.Instantiate(PassingOn(arity, [I32]));
        Value[] arguments = [.. Enumerable.Range(1, arity).Select(Value.FromInt32)];
        Assert.Equal([Expected(arity)], instance.GetFunction("f")!.Invoke(arguments));
    }

    private static int Expected(int arity) => 1000 + Enumerable.Range(1, arity).Sum(i => i * i);

    /// <summary>The number of exports of the caller, to see that it is the right instance.</summary>
    private static int Count(Caller caller) => caller.Instance.Exports.Count;

    private static Module PassingOn(int arity, ValueKind[] results)
    {
        ValueKind[] parameters = [.. Enumerable.Repeat(I32, arity)];
        return Module.FromBytes(new ModuleBuilder()
            .ImportFunction("env", "host", parameters, results)
            .Function("f", parameters, results, f =>
            {
                for (uint i = 0; i < arity; i++)
                {
                    f.LocalGet(i);
                }

                f.Call(0);
            })
            .Build());
    }
}
