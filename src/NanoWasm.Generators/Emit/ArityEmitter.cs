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
internal static class ArityEmitter
{
    /// <summary>The most parameters that the library has typed handles and host functions for.</summary>
    public const int MaxArity = 16;

    /// <summary>Delegates of System.Func and System.Action end at 16 parameters: with a caller, only 15 are left.</summary>
    private const int MaxDelegateParameters = 16;

    /// <summary>The trimmer must keep the fields of result tuples, which are found by reflection once per type.</summary>
    private const string TrimmedResult = "[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TResult";

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

    private static string EmitHandles(int maxArity)
    {
        StringBuilder text = Header("Typed handles to exported functions.", "NanoWasm");
        foreach (Shape shape in Shapes(maxArity, WithoutCaller))
        {
            string type = shape.HandleType;
            string kind = shape.HasResult ? "function with a result" : "function without a result";
            text.AppendLine($$"""

                /// <summary>A typed handle to a {{kind}} and {{Count(shape.Arity)}}. A small struct: calling it allocates nothing.</summary>
                """);
            AppendTypeParameterDocs(text, string.Empty, shape);
            text.AppendLine($$"""
                public readonly unsafe struct {{shape.HandleDeclaration}} : IEquatable<{{type}}>
                {
                    private readonly Function? _function;

                    internal {{shape.HandleName}}(Function function) => _function = function;

                    /// <summary>The function itself.</summary>
                    /// <exception cref="InvalidOperationException">The handle is <c>default</c>.</exception>
                    public Function Function => _function ?? throw FunctionCall.EmptyHandle();

                    /// <summary>Whether two handles are to the same function.</summary>
                    public static bool operator ==({{type}} left, {{type}} right) => left.Equals(right);

                    /// <summary>Whether two handles are to different functions.</summary>
                    public static bool operator !=({{type}} left, {{type}} right) => !left.Equals(right);

                    /// <summary>Calls the function.</summary>
                """);
            AppendArgumentDocs(text, "    ", shape);
            text.AppendLine($$"""
                    /// <exception cref="TrapException">The function trapped.</exception>
                    /// <exception cref="InvalidOperationException">Another thread runs in the instance, or the handle is <c>default</c>.</exception>
                    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
                    /// <remarks>Exceptions thrown by host functions pass through unchanged.</remarks>
                    public {{shape.ReturnType}} Invoke({{shape.ParameterList}})
                    {
                        FunctionCall call = new(_function);
                        try
                        {
                """);
            AppendStoreArguments(text, "            ", shape);
            text.AppendLine("            call.Run();");
            if (shape.HasResult)
            {
                text.AppendLine("            return ResultLayout<TResult>.Read(slots);");
            }

            text.AppendLine($$"""
                        }
                        finally
                        {
                            call.Dispose();
                        }
                    }

                    /// <summary>Calls the function; a trap is a status, not an exception (<see cref="Instance.LastTrap"/> says which trap).</summary>
                """);
            AppendArgumentDocs(text, "    ", shape);
            if (shape.HasResult)
            {
                text.AppendLine("    /// <param name=\"result\">The result, or <c>default</c> where the call did not finish.</param>");
            }

            string outResult = shape.HasResult ? (shape.Arity == 0 ? "out TResult result" : ", out TResult result") : string.Empty;
            text.AppendLine($$"""
                    /// <returns>How the call ended.</returns>
                    /// <exception cref="InvalidOperationException">Another thread runs in the instance, or the handle is <c>default</c>.</exception>
                    /// <exception cref="ObjectDisposedException">The instance is disposed.</exception>
                    public CallStatus TryInvoke({{shape.ParameterList}}{{outResult}})
                    {
                        FunctionCall call = new(_function);
                        try
                        {
                """);
            AppendStoreArguments(text, "            ", shape);
            if (shape.HasResult)
            {
                text.AppendLine("""
                                CallStatus status = call.TryRun();
                                result = status == CallStatus.Finished ? ResultLayout<TResult>.Read(slots) : default!;
                                return status;
                    """);
            }
            else
            {
                text.AppendLine("            return call.TryRun();");
            }

            text.AppendLine($$"""
                        }
                        finally
                        {
                            call.Dispose();
                        }
                    }

                    /// <inheritdoc/>
                    public bool Equals({{type}} other) => Equals(_function, other._function);

                    /// <inheritdoc/>
                    public override bool Equals(object? obj) => obj is {{type}} other && Equals(other);

                    /// <inheritdoc/>
                    public override int GetHashCode() => _function?.GetHashCode() ?? 0;
                }
                """);
        }

        return Finish(text);
    }

    private static string EmitInstance(int maxArity)
    {
        StringBuilder text = Header("Typed access to exported functions.", "NanoWasm");
        text.AppendLine("""

            public sealed unsafe partial class Instance
            {
            """);
        bool first = true;
        foreach (Shape shape in Shapes(maxArity, WithoutCaller))
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
                        new(GetTypedFunction(name, {{shape.FuncType}}));
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
        Shape function = new(MaxArity, hasResult: true, hasCaller: true);
        Shape action = new(MaxArity, hasResult: false, hasCaller: true);
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
        foreach (Shape shape in Shapes(maxArity, WithAndWithout))
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
        foreach (Shape shape in Shapes(maxArity, WithAndWithout))
        {
            List<string> arguments = [.. shape.ParameterTypes.Select(static (type, index) => $"Slots.To<{type}>(slots[{index}])")];
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

                    public override void Invoke(Instance? caller, ulong* slots)
                    {
                """);
            text.AppendLine(shape.HasResult
                ? $"        TResult result = {call};\n        ResultLayout<TResult>.Write(result, slots, InstanceGroup.Of(caller));"
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

    private static void AppendTypeParameterDocs(StringBuilder text, string indent, Shape shape)
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

    private static void AppendArgumentDocs(StringBuilder text, string indent, Shape shape)
    {
        for (int i = 1; i <= shape.Arity; i++)
        {
            text.AppendLine($"{indent}/// <param name=\"argument{i}\">Argument {i}.</param>");
        }
    }

    private static void AppendCallerArgumentDocs(StringBuilder text, Shape shape)
    {
        text.AppendLine("/// <param name=\"caller\">The instance that calls.</param>");
        AppendArgumentDocs(text, string.Empty, shape);
    }

    private static void AppendStoreArguments(StringBuilder text, string indent, Shape shape)
    {
        if (shape.Arity > 0 || shape.HasResult)
        {
            text.AppendLine($"{indent}ulong* slots = call.Slots;");
        }

        for (int i = 1; i <= shape.Arity; i++)
        {
            text.AppendLine($"{indent}slots[{i - 1}] = Slots.From(argument{i}, call.Group);");
        }
    }

    private static string Count(int arity) => arity switch
    {
        0 => "no parameters",
        1 => "1 parameter",
        _ => arity + " parameters",
    };

    private static IEnumerable<Shape> Shapes(int maxArity, ImmutableArray<bool> callers) =>
        from hasResult in WithAndWithout
        from hasCaller in callers
        from arity in Enumerable.Range(0, maxArity + 1)
        select new Shape(arity, hasResult, hasCaller);

    /// <summary>One combination of parameters, result and caller, and how C# spells the types that belong to it.</summary>
    private readonly struct Shape(int arity, bool hasResult, bool hasCaller)
    {
        public int Arity { get; } = arity;

        public bool HasResult { get; } = hasResult;

        public bool HasCaller { get; } = hasCaller;

        public IEnumerable<string> ParameterTypes => Enumerable.Range(1, Arity).Select(static i => "T" + i);

        public string ParameterList => string.Join(", ", ParameterTypes.Select(static (type, index) => $"{type} argument{index + 1}"));

        public string ReturnType => HasResult ? "TResult" : "void";

        /// <summary>E.g. <c>&lt;T1, TResult&gt;</c>; empty where there is nothing to list.</summary>
        public string Generic => List(HasResult ? ["TResult"] : []);

        public string GenericDeclaration => List(HasResult ? [TrimmedResult] : []);

        public string HandleName => HasResult ? "WasmFunction" : "WasmAction";

        public string HandleType => HandleName + Generic;

        public string HandleDeclaration => HandleName + GenericDeclaration;

        public string HostName => (HasCaller ? "HostCaller" : "Host") + (HasResult ? "Func" : "Action");

        public string HostType => HostName + Generic;

        public string HostDeclaration => HostName + GenericDeclaration;

        /// <summary>The delegate: one of System's where it has enough parameters.</summary>
        public string DelegateType
        {
            get
            {
                if (HasCaller && Arity + 1 > MaxDelegateParameters)
                {
                    return (HasResult ? "CallerFunc" : "CallerAction") + Generic;
                }

                IEnumerable<string> types = HasCaller ? ParameterTypes.Prepend("Caller") : ParameterTypes;
                string list = string.Join(", ", HasResult ? types.Append("TResult") : types);
                return (HasResult ? "Func" : "Action") + (list.Length == 0 ? string.Empty : $"<{list}>");
            }
        }

        /// <summary>The expression for the function type.</summary>
        public string FuncType
        {
            get
            {
                string results = HasResult ? "ResultLayout<TResult>.Kinds" : "[]";
                return $"new FuncType([{string.Join(", ", ParameterTypes.Select(static type => $"Slots.KindOf<{type}>()"))}], {results})";
            }
        }

        private string List(string[] more)
        {
            string list = string.Join(", ", ParameterTypes.Concat(more));
            return list.Length == 0 ? string.Empty : $"<{list}>";
        }
    }
}
