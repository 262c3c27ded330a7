// Writes how a class defines its functions in a linker.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace NanoWasm.Bindings;

/// <summary>Makes classes with <c>[WasmHost]</c> an <c>IWasmHost</c>.</summary>
internal static class HostEmitter
{
    private const string Caller = "global::NanoWasm.Caller";

    /// <summary>The code for a class.</summary>
    public static BoundType Emit(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        string module = context.Attributes[0].ConstructorArguments is [{ Value: string value }] ? value : string.Empty;
        List<Mistake> mistakes = [];
        List<BoundMethod> methods = [];
        HashSet<string> wasmNames = [];
        foreach (IMethodSymbol symbol in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (Attributes.Find(symbol, Attributes.Import) is not AttributeData attribute)
            {
                continue;
            }

            string wasmName = Attributes.NameOf(attribute, symbol);
            if (!wasmNames.Add(wasmName))
            {
                mistakes.Add(Mistake.At(symbol, BindingRules.DuplicateName, symbol.Name, wasmName));
            }
            else if (BoundMethod.Read(symbol, wasmName, isImport: true, hasStatus: false, mistakes) is BoundMethod method)
            {
                methods.Add(method);
            }
        }

        return TypeFrame.Generate(type, $"Defines the functions that modules import from {type.Name}.", " : global::NanoWasm.IWasmHost", Body, mistakes, cancellation);

        void Body(TypeFrame frame)
        {
            frame.Line("/// <inheritdoc/>");
            frame.Line("[global::NanoWasm.AllocationFree(false, Justification = \"Once, where it is defined.\")]");
            frame.Open("void global::NanoWasm.IWasmHost.DefineIn(global::NanoWasm.Linker linker)");
            for (int i = 0; i < methods.Count; i++)
            {
                EmitDefinition(frame, Names.Literal(module), methods[i]);
                if (i < methods.Count - 1)
                {
                    frame.Line();
                }
            }

            frame.Close();
        }
    }

    private static void EmitDefinition(TypeFrame frame, string module, BoundMethod method)
    {
        ImmutableArray<BoundParameter> all = method.Parameters;
        HashSet<string> taken = [.. all.Select(static parameter => parameter.Name), "linker"];
        bool hasCaller = all is [{ Shape.How: PassedAs.Caller }, ..];
        List<BoundParameter> views = [.. all.Where(static parameter => parameter.Shape.IsView)];
        string caller = hasCaller ? all[0].Name : Names.Take(taken, "caller");

        List<string> parameters = hasCaller || views.Count > 0 ? [$"{Caller} {caller}"] : [];
        List<string> arguments = hasCaller ? [caller] : [];
        List<string> checks = [];
        foreach (BoundParameter parameter in all.Skip(hasCaller ? 1 : 0))
        {
            parameters.Add($"{parameter.Shape.Carrier} {parameter.Name}");
            if (!parameter.Shape.IsView)
            {
                arguments.Add(parameter.Shape.How == PassedAs.Enum ? $"({parameter.Shape.Type}){parameter.Name}" : parameter.Name);
                continue;
            }

            string plain = parameter.Name.TrimStart('@');
            string length = Names.Take(taken, plain + "Length");
            string bytes = Names.Take(taken, plain + "Bytes");
            string memory = parameter.Shape.Memory is string name ? Names.Literal(name) + ", " : string.Empty;
            parameters.Add($"{parameter.Shape.Carrier} {length}");
            checks.Add($"!{caller}.TryGetSpan({memory}{parameter.Name}, {length}, out global::System.Span<byte> {bytes})");
            arguments.Add(parameter.Shape.How == PassedAs.Text ? $"new {parameter.Shape.Type}({bytes})" : bytes);
        }

        string returned = method.Result is WasmShape result ? result.Carrier : "void";
        string cast = method.Result is { How: PassedAs.Enum } ? $"({returned})" : string.Empty;
        string call = $"{cast}this.{Names.Escape(method.Symbol.Name)}({string.Join(", ", arguments)})";
        string head = $"linker.DefineFunction({module}, {Names.Literal(method.WasmName)}, {returned} ({string.Join(", ", parameters)}) =>";

        frame.Line($"// {method.WasmType}");
        if (views.Count == 0)
        {
            frame.Line($"{head} {call});");
            return;
        }

        frame.Open(head);
        frame.Open($"if ({string.Join(" || ", checks)})");
        frame.Line($"{caller}.Trap(global::NanoWasm.TrapKind.MemoryOutOfBounds);");
        frame.Line(method.Result is null ? "return;" : "return default;");
        frame.Close();
        frame.Line();
        frame.Line(method.Result is null ? $"{call};" : $"return {call};");
        frame.Close(");");
    }
}
