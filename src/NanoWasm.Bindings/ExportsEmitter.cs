// Writes typed access to exports.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NanoWasm.Bindings;

/// <summary>Gives types with <c>[WasmExports]</c> a constructor that finds the exports, and bodies to the members that stand for them.</summary>
internal static class ExportsEmitter
{
    /// <summary>The code for a type.</summary>
    public static BoundType Emit(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        List<Mistake> mistakes = [];
        List<Action<Parts>> members = [];
        HashSet<(string Name, bool HasStatus)> wasmNames = [];
        foreach (ISymbol symbol in type.GetMembers())
        {
            if (Attributes.Find(symbol, Attributes.Export) is not AttributeData attribute)
            {
                continue;
            }

            string wasmName = Attributes.NameOf(attribute, symbol);
            bool hasStatus = (symbol as IMethodSymbol)?.ReturnType.ToDisplayString() == "NanoWasm.CallStatus";
            if (!wasmNames.Add((wasmName, hasStatus)))
            {
                mistakes.Add(Mistake.At(symbol, BindingRules.DuplicateName, symbol.Name, wasmName));
            }
            else if (symbol is IMethodSymbol { IsPartialDefinition: true, PartialImplementationPart: null } method)
            {
                if (BoundMethod.Read(method, wasmName, isImport: false, hasStatus, mistakes) is BoundMethod bound)
                {
                    members.Add(parts => EmitMethod(parts, bound, hasStatus, cancellation));
                }
            }
            else if (symbol is IPropertySymbol { IsPartialDefinition: true, PartialImplementationPart: null, IsStatic: false, SetMethod: null } property
                && property.Type.ToDisplayString() is "NanoWasm.Memory" or "NanoWasm.Table" or "NanoWasm.Global")
            {
                members.Add(parts => EmitProperty(parts, property, wasmName, cancellation));
            }
            else
            {
                mistakes.Add(Mistake.At(symbol, BindingRules.BadExport, symbol.Name));
            }
        }

        return TypeFrame.Generate(type, $"Finds and calls what {type.Name} stands for.", string.Empty, Body, mistakes, cancellation);

        void Body(TypeFrame frame)
        {
            Parts parts = new(frame.TakenNames());
            members.ForEach(member => member(parts));
            parts.Fields.ForEach(field => frame.Line(field));
            frame.Line();
            frame.Line("/// <summary>Finds the exports of an instance.</summary>");
            frame.Line("/// <param name=\"instance\">The instance.</param>");
            frame.Line("/// <exception cref=\"global::System.Collections.Generic.KeyNotFoundException\">It does not export one of them; the message has its name and type, and what there is.</exception>");
            frame.Line("/// <exception cref=\"global::System.ArgumentException\">The type of one is another; the message has both.</exception>");
            frame.Open($"public {type.Name}(global::NanoWasm.Instance instance)");
            frame.Line("global::System.ArgumentNullException.ThrowIfNull(instance);");
            parts.Finding.ForEach(line => frame.Line(line));
            frame.Close();
            foreach (string[] lines in parts.Members)
            {
                frame.Line();
                foreach (string line in lines)
                {
                    frame.Line(line);
                }
            }
        }
    }

    private static void EmitMethod(Parts parts, BoundMethod method, bool hasStatus, CancellationToken cancellation)
    {
        IMethodSymbol symbol = method.Symbol;
        bool hasOut = hasStatus && symbol.Parameters is [.., { RefKind: RefKind.Out }];
        BoundMethod called = hasOut ? method.WithLastAsResult() : method;
        List<string> types = [.. called.Parameters.Select(static parameter => parameter.Shape.Carrier)];
        if (called.Result is WasmShape carried)
        {
            types.Add(carried.Carrier);
        }

        string list = types.Count == 0 ? string.Empty : $"<{string.Join(", ", types)}>";
        string field = parts.AddField($"global::NanoWasm.{(called.Result is null ? "WasmAction" : "WasmFunction")}{list}", symbol.Name);
        parts.Finding.Add($"{field} = instance.{(called.Result is null ? "GetAction" : "GetFunction")}{list}({Names.Literal(called.WasmName)});");

        List<string> arguments = [.. called.Parameters.Select(static parameter =>
            parameter.Shape.How == PassedAs.Enum ? $"({parameter.Shape.Carrier}){parameter.Name}" : parameter.Name)];
        string parameters = string.Join(", ", method.Parameters.Select((parameter, index) =>
            (hasOut && index == method.Parameters.Length - 1 ? "out " : string.Empty) + $"{parameter.Shape.Type} {parameter.Name}"));
        string returned = symbol.ReturnsVoid ? "void" : symbol.ReturnType.ToDisplayString(WasmShape.Format);
        List<string> lines = [$"// {called.WasmType}"];
        if (!symbol.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == "NanoWasm.AllocationFreeAttribute"))
        {
            lines.Add("[global::NanoWasm.AllocationFree]");
        }

        string head = $"{Modifiers(symbol, cancellation)} {returned} {Names.Escape(symbol.Name)}({parameters})";
        if (hasOut && called.Result is { How: PassedAs.Enum } result)
        {
            string name = method.Parameters[^1].Name;
            HashSet<string> taken = [.. method.Parameters.Select(static parameter => parameter.Name)];
            string carrier = Names.Take(taken, "value");
            string status = Names.Take(taken, "status");
            arguments.Add($"out {result.Carrier} {carrier}");
            lines.AddRange(
            [
                head,
                "{",
                $"    global::NanoWasm.CallStatus {status} = this.{field}.TryInvoke({string.Join(", ", arguments)});",
                $"    {name} = ({result.Type}){carrier};",
                $"    return {status};",
                "}",
            ]);
        }
        else
        {
            if (hasOut)
            {
                arguments.Add("out " + method.Parameters[^1].Name);
            }

            string cast = !hasStatus && called.Result is { How: PassedAs.Enum } single ? $"({single.Type})" : string.Empty;
            lines.Add($"{head} => {cast}this.{field}.{(hasStatus ? "TryInvoke" : "Invoke")}({string.Join(", ", arguments)});");
        }

        parts.Members.Add([.. lines]);
    }

    private static void EmitProperty(Parts parts, IPropertySymbol property, string wasmName, CancellationToken cancellation)
    {
        string type = property.Type.ToDisplayString(WasmShape.Format);
        string field = parts.AddField(type, property.Name);
        parts.Finding.Add($"{field} = instance.Get{property.Type.Name}({Names.Literal(wasmName)});");
        parts.Members.Add([$"{Modifiers(property, cancellation)} {type} {Names.Escape(property.Name)} => {field};"]);
    }

    /// <summary>The modifiers of a partial member's declaration, which have to be those of its implementation.</summary>
    private static string Modifiers(ISymbol symbol, CancellationToken cancellation) => string.Join(
        " ",
        ((MemberDeclarationSyntax)symbol.DeclaringSyntaxReferences[0].GetSyntax(cancellation)).Modifiers.Select(static modifier => modifier.ValueText));

    /// <summary>What the members of a type need.</summary>
    private sealed class Parts(HashSet<string> taken)
    {
        /// <summary>Declarations of fields.</summary>
        public List<string> Fields { get; } = [];

        /// <summary>Statements of the constructor.</summary>
        public List<string> Finding { get; } = [];

        /// <summary>Lines of the members.</summary>
        public List<string[]> Members { get; } = [];

        /// <summary>Declares a field for a member.</summary>
        public string AddField(string type, string member)
        {
            string name = Names.Take(taken, $"_{char.ToLowerInvariant(member[0])}{member.Substring(1)}");
            Fields.Add($"private readonly {type} {name};");
            return name;
        }
    }
}
