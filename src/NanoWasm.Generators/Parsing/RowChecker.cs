// What must hold between the fields of a row.
using System.Collections.Generic;
using System.Linq;
using NanoWasm.Generators.Model;

namespace NanoWasm.Generators.Parsing;

/// <summary>Checks names, expressions, memory accesses and flow of one row against one another.</summary>
internal sealed class RowChecker(
    JsonValue row,
    Signature signature,
    JsonValue? load,
    JsonValue? store,
    JsonValue? atomic,
    IReadOnlyList<(JsonValue Kind, JsonValue Condition)> traps,
    JsonValue? exec,
    JsonValue? secondExec,
    Flow flow,
    JsonValue? flowValue,
    DiagnosticBag diagnostics)
{
    private readonly List<Word> _names = [];
    private readonly HashSet<string> _used = [];

    /// <summary>Reports whatever does not fit.</summary>
    public void Check()
    {
        CollectNames();
        CheckAccess();
        CheckFlow();
        int before = diagnostics.Reports;
        foreach ((JsonValue _, JsonValue condition) in traps)
        {
            CheckExpression(condition);
        }

        if (exec is not null)
        {
            CheckExpression(exec);
            if (secondExec is not null)
            {
                CheckExpression(secondExec);
            }

            if (flow is not (Flow.Exit or Flow.Stack) && diagnostics.Reports == before)
            {
                CheckUse();
            }
        }
    }

    private void CollectNames()
    {
        IEnumerable<Word> names = signature.ImmediateWords.Concat(signature.OperandWords).Select(static word => word.Name);
        if ((load ?? atomic) is { } named && SignatureParser.LoadName(named) is { } loaded)
        {
            names = names.Concat([loaded.Name]);
        }

        foreach (Word name in names)
        {
            if (Names.Machine.Contains(name.Text) || Names.Handler.Contains(name.Text))
            {
                diagnostics.Report(TableDiagnostics.NameClash, name.Span, name.Text, "the machine");
            }
            else if (_names.Any(other => other.Text == name.Text))
            {
                diagnostics.Report(TableDiagnostics.NameClash, name.Span, name.Text, "another operand or immediate");
            }
            else
            {
                _names.Add(name);
            }
        }
    }

    private void CheckAccess()
    {
        JsonValue[] accesses = [.. new[] { load, store, atomic }.OfType<JsonValue>()];
        if (accesses.Length == 0)
        {
            return;
        }

        JsonValue access = accesses[0];
        if (accesses.Length > 1)
        {
            diagnostics.Report(TableDiagnostics.BadAccess, accesses[1].Span, "a row either loads or stores or is atomic");
        }

        if (signature.ImmediateWords.Count(static word => word.Type.Text == "memarg") != 1)
        {
            diagnostics.Report(TableDiagnostics.BadAccess, access.Span, "it needs one immediate of kind memarg");
        }

        if (signature.OperandWords.Count == 0 || signature.OperandWords[0].Type.Text != "addr")
        {
            diagnostics.Report(TableDiagnostics.BadAccess, access.Span, "its first operand must have the type addr");
        }

        if (exec is null)
        {
            diagnostics.Report(TableDiagnostics.BadAccess, access.Span, "exec must say what is loaded or stored");
        }
    }

    private void CheckFlow()
    {
        string? complaint = flow switch
        {
            Flow.Next when signature.ResultWords.Count > 2 => "has at most two results",
            Flow.Next when signature.ResultWords.Count == 2 != secondExec is not null => "and two results has an expression for each",
            Flow.Next when secondExec is not null && signature.OperandWords.Count < 2 => "and two results has two operands or more",
            not Flow.Next when secondExec is not null => "has one expression",
            Flow.Next when signature.ResultWords.Count == 1 && exec is null => "and a result needs exec",
            Flow.Branch or Flow.BranchOrKeep or Flow.BranchKeeping or Flow.BranchPeeking or Flow.BranchTable or Flow.Call or Flow.CallReference or Flow.TailCall or Flow.TailCallReference or Flow.Exit or Flow.Stack when exec is null => "needs exec",
            Flow.Branch or Flow.BranchOrKeep or Flow.BranchKeeping or Flow.BranchPeeking or Flow.BranchTable or Flow.Call or Flow.CallReference or Flow.TailCall or Flow.TailCallReference or Flow.Return or Flow.Trap when signature.ResultWords.Count > 0 => "has no results",
            Flow.Trap when traps.Count == 0 => "needs traps",
            Flow.Trap when exec is not null => "has no exec",
            Flow.Exit when !Names.IsPascal(exec!.Text) => "needs the name of an exit in exec",
            _ => null,
        };
        if (complaint is not null)
        {
            string name = RowParser.Flows.First(pair => pair.Value == flow).Key;
            diagnostics.Report(TableDiagnostics.FlowMismatch, flowValue?.Span ?? row.StartSpan, name, complaint);
        }
    }

    /// <summary>
    /// Reports what no expression uses. Exits are exempt: the driver does the work, and takes what it needs from the stack and the code. So is
    /// what works on the stack.
    /// </summary>
    private void CheckUse()
    {
        IEnumerable<Word> needed = signature.ImmediateWords
            .Where(static word => Immediates.Find(word.Type.Text)!.MustBeUsed)
            .Concat(signature.OperandWords.Where(word => (load ?? store ?? atomic) is null || word.Type.Text != "addr"))
            .Select(static word => word.Name);
        if ((load ?? atomic) is { } named && SignatureParser.LoadName(named) is { } loaded)
        {
            needed = needed.Concat([loaded.Name]);
        }

        foreach (Word name in needed.Where(name => !_used.Contains(name.Text)))
        {
            diagnostics.Report(TableDiagnostics.UnusedOperand, name.Span, name.Text);
        }
    }

    private void CheckExpression(JsonValue expression)
    {
        if (expression.HasEscapes)
        {
            diagnostics.Report(TableDiagnostics.EscapeInExpression, expression.Span);
            return;
        }

        IEnumerable<ExpressionMistake> mistakes = ExpressionReader.Read(expression.Text, out IReadOnlyList<ExpressionName> names);
        foreach (ExpressionMistake mistake in mistakes)
        {
            diagnostics.Report(TableDiagnostics.BadExpression, expression.SpanOf(mistake.Start, mistake.Length), mistake.Message);
        }

        foreach (ExpressionName name in names)
        {
            _used.Add(name.Text);
            if (!Names.Machine.Contains(name.Text) && !_names.Any(known => known.Text == name.Text))
            {
                diagnostics.Report(
                    TableDiagnostics.UnknownOperand,
                    expression.SpanOf(name.Start, name.Text.Length),
                    name.Text,
                    Names.List(_names.Select(static known => known.Text)));
            }
        }
    }
}
