// Compares the code of handlers with the shape that threaded dispatch stands on.
using System.Reflection;
using NanoWasm.JitCheck.Listings;

namespace NanoWasm.JitCheck;

/// <summary>Checks the handlers of a type, and the exits that they leave the machine by.</summary>
internal static class HandlerCheck
{
    private const MethodImplAttributes Optimized = MethodImplAttributes.AggressiveOptimization;

    /// <summary>Has all methods compiled and checks them.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="handlersType">The type with the handlers.</param>
    /// <param name="exitsType">The type with the exits; null for none.</param>
    /// <returns>What was found; null where the JIT writes no listing.</returns>
    public static Report? Run(Assembly assembly, string handlersType, string? exitsType)
    {
        string[] types = exitsType is null ? [handlersType] : [handlersType, exitsType];
        if (ListingSource.List(assembly.Location, types) is not { } listings)
        {
            return null;
        }

        ILookup<string, MethodListing> byName = listings.ToLookup(static listing => listing.Name);
        List<MethodListing> handlers = [];
        List<Violation> violations = [];
        foreach (MethodInfo method in HandlerCompiler.GetHandlers(assembly, handlersType))
        {
            violations.AddRange(CheckDeclaration(method));
            if (byName[NameOf(method)].LastOrDefault() is { } listing)
            {
                handlers.Add(listing);
                violations.AddRange(CheckCode(method.Name, listing));
            }
            else
            {
                violations.Add(new Violation(method.Name, Rule.Listed, "the JIT has not listed it"));
            }
        }

        IEnumerable<MethodInfo> exits = exitsType is null ? [] : HandlerCompiler.GetHandlers(assembly, exitsType);
        foreach (MethodInfo exit in exits)
        {
            if (!byName[NameOf(exit)].Any(static listing => listing.Instructions.Any(static i => i.IsReturn)))
            {
                violations.Add(new Violation(exit.Name, Rule.ExitReturns, "it never returns, so calls of it are no tail calls"));
            }
        }

        return new Report(handlers, violations);
    }

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.FullName}:{method.Name}";

    private static IEnumerable<Violation> CheckDeclaration(MethodInfo method)
    {
        MethodImplAttributes flags = method.MethodImplementationFlags;
        if ((flags & Optimized) == 0)
        {
            yield return new Violation(method.Name, Rule.AsksForOptimization, "not marked with MethodImplOptions.AggressiveOptimization");
        }

        if ((flags & MethodImplAttributes.NoInlining) != 0)
        {
            yield return new Violation(method.Name, Rule.AllowsInlining, "marked with MethodImplOptions.NoInlining: the runtime makes no tail calls in it");
        }

        if (method.GetMethodBody()?.ExceptionHandlingClauses.Count > 0)
        {
            yield return new Violation(method.Name, Rule.NoExceptionHandling, "has a try: calls inside are no tail calls");
        }
    }

    private static IEnumerable<Violation> CheckCode(string name, MethodListing listing)
    {
        if (listing.Tier != "FullOpts")
        {
            yield return new Violation(name, Rule.Optimized, $"compiled as {listing.Tier} instead of FullOpts");
        }

        for (int i = 0; i < listing.Instructions.Count; i++)
        {
            Instruction instruction = listing.Instructions[i];
            if (instruction.IsReturn)
            {
                yield return new Violation(name, Rule.LeavesByTailJump, $"returns behind `{FindLast(listing, i)}` instead of jumping");
            }

            if (instruction.IsCall && !AllowedCalls.Contains(instruction.Operands))
            {
                yield return new Violation(name, Rule.AllowedCallsOnly, $"`{instruction}`: neither a tail jump nor allowed");
            }

            if (instruction.Mnemonic == "lea" && instruction.NamesStack && instruction.Target is not "rbp" and not "rsp")
            {
                yield return new Violation(name, Rule.NoAddressOfStack, $"`{instruction}`: takes the address of a local, a parameter or stack space");
            }

            if (instruction.Block == Instruction.Prologue && IsInitialisation(instruction))
            {
                yield return new Violation(name, Rule.NoInitialisedStack, $"`{instruction}` in the prologue: the stack is written before anything is done");
            }
        }
    }

    /// <summary>The last instruction before a return that is none of the epilogue.</summary>
    private static Instruction FindLast(MethodListing listing, int index)
    {
        while (index > 0 && listing.Instructions[index].Mnemonic is "ret" or "pop" or "nop" or "vzeroupper" or "leave"
            || listing.Instructions[index] is { Mnemonic: "add" or "lea", Target: "rsp" })
        {
            index--;
        }

        return listing.Instructions[index];
    }

    /// <summary>
    /// Whether an instruction of the prologue initialises stack space, or touches it to see that it is there. Arguments may be spilled: a wide
    /// handler that calls runs out of registers.
    /// </summary>
    private static bool IsInitialisation(Instruction instruction) => instruction switch
    {
        { Mnemonic: "lea" or "push" or "sub" } => false,
        { Mnemonic: "call" } => true,
        { Mnemonic: "test" or "cmp", NamesStack: true } => true,
        _ => (instruction.Target.Contains("ptr [rbp", StringComparison.Ordinal) || instruction.Target.Contains("ptr [rsp", StringComparison.Ordinal))
            && !instruction.StoresArgument,
    };
}
