// Emits what C# cannot say once for any number of parameters: typed handles, host functions, and the methods that make them.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace NanoWasm.Generators.Emit;

/// <summary>One generated file.</summary>
internal readonly record struct ArityFile(string FileName, string Text);

/// <summary>
/// Typed handles (<c>WasmFunction</c>, <c>WasmAction</c>), <c>Instance.GetFunction</c> and <c>GetAction</c>, <c>Linker.DefineFunction</c> and the
/// host functions behind it, for 0 to 16 parameters. Does not depend on the opcode table.
/// </summary>
internal static partial class ArityEmitter
{
    /// <summary>The most parameters that the library has typed handles and host functions for.</summary>
    public const int MaxArity = 16;

    private static readonly ImmutableArray<bool> WithAndWithout = [true, false];

    private static readonly ImmutableArray<bool> WithoutCaller = [false];

    /// <summary>All files.</summary>
    /// <param name="maxArity">The most parameters that handles and host functions have.</param>
    public static ImmutableArray<ArityFile> Emit(int maxArity) =>
    [
        new("WasmFunction.g.cs", EmitHandles(maxArity)),
        new("Instance.Functions.g.cs", EmitInstance(maxArity)),
        new("Linker.Functions.g.cs", EmitLinker(maxArity)),
        new("HostFunctions.g.cs", EmitHostFunctions(maxArity)),
    ];

    private static string EmitInstance(int maxArity)
    {
        StringBuilder text = Header("Typed access to exported functions.", "NanoWasm");
        text.AppendLine("""

            public sealed unsafe partial class Instance
            {
            """);
        bool first = true;
        foreach (ArityShape shape in Shapes(maxArity, WithoutCaller))
        {
            string method = shape.HasResult ? "GetFunction" : "GetAction";
            Separate(text, ref first);
            text.AppendLine($"    /// <summary>A typed handle to the exported function <paramref name=\"name\"/> with {Count(shape.Arity)} and {(shape.HasResult ? "a result (several as a tuple)" : "no result")}.</summary>");
            AppendTypeParameterDocs(text, "    ", shape);
            text.AppendLine($$"""
                    /// <param name="name">The export's name.</param>
                    /// <exception cref="KeyNotFoundException">There is no such function; the message lists the exports.</exception>
                    /// <exception cref="ArgumentException">The function's type is another one; the message has both.</exception>
                    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
                    public {{shape.HandleType}} {{method}}{{shape.GenericDeclaration}}(string name) =>
                        new(GetTypedFunction(name, {{shape.ParameterKinds}}, {{shape.ResultKinds}}));
                """);
        }

        text.AppendLine("}");
        return Finish(text);
    }

    private static string EmitLinker(int maxArity)
    {
        StringBuilder text = Header("Host functions as delegates of any arity.", "NanoWasm");
        text.AppendLine($$"""

            /// <summary>A host function with {{MaxArity}} parameters, a result, and access to the instance that calls it.</summary>
            """);
        ArityShape function = new(MaxArity, hasResult: true, hasCaller: true);
        ArityShape action = new(MaxArity, hasResult: false, hasCaller: true);
        AppendTypeParameterDocs(text, string.Empty, function);
        AppendCallerArgumentDocs(text, function);
        text.AppendLine($$"""
            /// <returns>The result; several as a tuple.</returns>
            public delegate TResult CallerFunc<{{string.Join(", ", function.ParameterTypes.Select(static type => "in " + type))}}, out TResult>(Caller caller, {{function.ParameterList}});

            /// <summary>A host function with {{MaxArity}} parameters, no result, and access to the instance that calls it.</summary>
            """);
        AppendTypeParameterDocs(text, string.Empty, action);
        AppendCallerArgumentDocs(text, action);
        text.AppendLine($$"""
            public delegate void CallerAction<{{string.Join(", ", action.ParameterTypes.Select(static type => "in " + type))}}>(Caller caller, {{action.ParameterList}});

            public sealed partial class Linker
            {
            """);
        bool first = true;
        foreach (ArityShape shape in Shapes(maxArity, WithAndWithout))
        {
            Separate(text, ref first);
            text.AppendLine($"    /// <summary>Defines a host function with {Count(shape.Arity)}{(shape.HasResult ? ", a result (several as a tuple)" : string.Empty)}{(shape.HasCaller ? " and access to the instance that calls it" : string.Empty)}; replaces an earlier definition of the name.</summary>");
            AppendTypeParameterDocs(text, "    ", shape);
            text.AppendLine($$"""
                    /// <param name="module">The module name of the import.</param>
                    /// <param name="name">The item name of the import.</param>
                    /// <param name="callback">The function.</param>
                    /// <returns>This linker.</returns>
                    /// <exception cref="ArgumentException">A type is none that WebAssembly values can be converted to.</exception>
                    public Linker DefineFunction{{shape.GenericDeclaration}}(string module, string name, {{shape.DelegateType}} callback) =>
                        DefineHostFunction(module, name, new {{shape.HostType}}(callback));
                """);
        }

        text.AppendLine("}");
        return Finish(text);
    }

    private static string EmitHostFunctions(int maxArity)
    {
        StringBuilder text = Header("Host functions behind Linker.DefineFunction: arguments from slots, results to slots.", "NanoWasm.Linking");
        foreach (ArityShape shape in Shapes(maxArity, WithAndWithout))
        {
            List<string> arguments = [.. shape.ParameterTypes.Select(static (type, index) => $"Slots.Load<{type}>(slots + {index}, high)")];
            if (shape.HasCaller)
            {
                arguments.Insert(0, "new Caller(caller)");
            }

            string call = arguments.Count <= 2
                ? $"_callback({string.Join(", ", arguments)})"
                : $"_callback(\n            {string.Join(",\n            ", arguments)})";
            text.AppendLine($$"""

                internal sealed unsafe class {{shape.HostDeclaration}} : HostFunction
                {
                    private readonly {{shape.DelegateType}} _callback;

                    public {{shape.HostName}}({{shape.DelegateType}} callback)
                        : base({{shape.FuncType}})
                    {
                        ArgumentNullException.ThrowIfNull(callback);
                        _callback = callback;
                    }

                    [AllocationFree(TrustsIndirectCalls = true)]
                    public override void Invoke(Instance? caller, ulong* slots, nint high)
                    {
                """);
            text.AppendLine(shape.HasResult
                ? $"        TResult result = {call};\n        ResultLayout<TResult>.Write(result, slots, high, InstanceGroup.Of(caller));"
                : $"        {call};");
            text.AppendLine("    }\n}");
        }

        return Finish(text);
    }

    private static StringBuilder Header(string job, string @namespace)
    {
        StringBuilder text = new();
        text.AppendLine($$"""
            // <auto-generated/>
            // {{job}} Written by NanoWasm.Generators (ArityEmitter).
            #nullable enable
            using System;
            using System.Collections.Generic;
            using System.Diagnostics.CodeAnalysis;
            using NanoWasm.Linking;

            namespace {{@namespace}};
            """);
        return text;
    }

    /// <summary>The text with the same line ends on every machine.</summary>
    private static string Finish(StringBuilder text) => text.Replace("\r\n", "\n").ToString();

    private static void Separate(StringBuilder text, ref bool first)
    {
        if (!first)
        {
            text.AppendLine();
        }

        first = false;
    }

    private static void AppendTypeParameterDocs(StringBuilder text, string indent, ArityShape shape)
    {
        for (int i = 1; i <= shape.Arity; i++)
        {
            text.AppendLine($"{indent}/// <typeparam name=\"T{i}\">The type of parameter {i}.</typeparam>");
        }

        if (shape.HasResult)
        {
            text.AppendLine($"{indent}/// <typeparam name=\"TResult\">The type of the result; a tuple for several.</typeparam>");
        }
    }

    private static void AppendArgumentDocs(StringBuilder text, string indent, ArityShape shape)
    {
        for (int i = 1; i <= shape.Arity; i++)
        {
            text.AppendLine($"{indent}/// <param name=\"argument{i}\">Argument {i}.</param>");
        }
    }

    private static void AppendCallerArgumentDocs(StringBuilder text, ArityShape shape)
    {
        text.AppendLine("/// <param name=\"caller\">The instance that calls.</param>");
        AppendArgumentDocs(text, string.Empty, shape);
    }

    private static string Count(int arity) => arity switch
    {
        0 => "no parameters",
        1 => "1 parameter",
        _ => arity + " parameters",
    };

    private static IEnumerable<ArityShape> Shapes(int maxArity, ImmutableArray<bool> callers) =>
        from hasResult in WithAndWithout
        from hasCaller in callers
        from arity in Enumerable.Range(0, maxArity + 1)
        select new ArityShape(arity, hasResult, hasCaller);
}
