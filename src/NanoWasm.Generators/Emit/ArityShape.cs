// The C# types that belong to a number of parameters.
using System.Collections.Generic;
using System.Linq;

namespace NanoWasm.Generators.Emit;

/// <summary>One combination of parameters, result and caller, and how C# spells the types that belong to it.</summary>
internal readonly struct ArityShape(int arity, bool hasResult, bool hasCaller)
{
    /// <summary>Delegates of System.Func and System.Action end at 16 parameters: with a caller, only 15 are left.</summary>
    private const int MaxDelegateParameters = 16;

    /// <summary>The trimmer must keep the fields of result tuples, which are found by reflection once per type.</summary>
    private const string TrimmedResult = "[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TResult";

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
    public string FuncType => $"new FuncType({ParameterKinds}, {ResultKinds})";

    /// <summary>The expression for the parameters' types.</summary>
    public string ParameterKinds => $"[{string.Join(", ", ParameterTypes.Select(static type => $"Slots.KindOf<{type}>()"))}]";

    /// <summary>The expression for the results' types.</summary>
    public string ResultKinds => HasResult ? "ResultLayout<TResult>.Types" : "[]";

    private string List(string[] more)
    {
        string list = string.Join(", ", ParameterTypes.Concat(more));
        return list.Length == 0 ? string.Empty : $"<{list}>";
    }
}
