// Rules for boxing, and for strings that operators make.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

internal sealed partial class BodyWalker
{
    private static IOperation? WithoutConversion(IOperation? operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null, IsImplicit: true } conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    private void VisitConversions(IOperation operation)
    {
        switch (operation)
        {
            case IConversionOperation { OperatorMethod: { } method }:
                CheckCall(method, operation);
                break;
            case IConversionOperation conversion:
                if (!IsNullTest(conversion))
                {
                    CheckBoxing(conversion.Operand.Type, conversion.Type, operation.Syntax.GetLocation());
                }

                break;
            case IDeclarationPatternOperation { DeclaredSymbol: not null, MatchedType: { } matched } pattern:
                CheckPattern(pattern.InputType, matched, operation);
                break;
            case IRecursivePatternOperation pattern:
                CheckPattern(pattern.InputType, pattern.MatchedType, operation);
                if (pattern.DeconstructSymbol is IMethodSymbol deconstruct)
                {
                    CheckCall(deconstruct, operation);
                }

                break;
            case IListPatternOperation pattern:
                CheckMember(pattern.LengthSymbol, operation);
                CheckMember(pattern.IndexerSymbol, operation);
                break;
            case ISlicePatternOperation { Pattern: not null } pattern:
                CheckMember(pattern.SliceSymbol, operation);
                break;
        }
    }

    /// <summary>A comparison with null: the compiler makes a box that the JIT never does.</summary>
    private static bool IsNullTest(IConversionOperation conversion) =>
        conversion is { IsImplicit: true, Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison }
        && (comparison.LeftOperand.ConstantValue is { HasValue: true, Value: null } || comparison.RightOperand.ConstantValue is { HasValue: true, Value: null });

    private void CheckPattern(ITypeSymbol input, ITypeSymbol matched, IOperation operation)
    {
        // A pattern that finds an object in a value makes one; a type parameter's value is boxed to look at its type.
        if (input is ITypeParameterSymbol && !SymbolEqualityComparer.Default.Equals(input, matched))
        {
            CheckBoxing(input, matched, operation.Syntax.GetLocation(), throughObject: true);
        }
        else
        {
            CheckBoxing(input, matched, operation.Syntax.GetLocation());
        }
    }

    private void CheckBoxing(ITypeSymbol? from, ITypeSymbol? to, Location location, bool throughObject = false)
    {
        if (AnalysisScope.MayBeValue(from) && to is not null && (throughObject || to.IsReferenceType || to.TypeKind == TypeKind.Dynamic))
        {
            Report(AllocationRules.Boxing, location, AnalysisScope.Name(from!), throughObject && to.IsValueType ? "object" : AnalysisScope.Name(to));
        }
    }

    /// <returns>Whether nothing is left to visit inside.</returns>
    private bool VisitStrings(IOperation operation)
    {
        switch (operation)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } concatenation:
                Report(AllocationRules.Concatenation, operation);
                VisitOperands(concatenation);
                return true;
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } assignment:
                Report(AllocationRules.Concatenation, operation);
                Visit(assignment.Target);
                Visit(WithoutConversion(assignment.Value));
                return true;
            case IInterpolatedStringHandlerCreationOperation handler:
                Visit(handler.HandlerCreation);
                VisitParts(handler.Content);
                return true;
            case IInterpolatedStringOperation interpolation:
                Report(AllocationRules.Interpolation, operation);
                VisitParts(interpolation);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The operands of a + b + c, which is one concatenation; values among them are formatted, not boxed.</summary>
    private void VisitOperands(IBinaryOperation concatenation)
    {
        foreach (IOperation side in new[] { concatenation.LeftOperand, concatenation.RightOperand })
        {
            if (side is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false } inner)
            {
                VisitOperands(inner);
            }
            else
            {
                Visit(WithoutConversion(side));
            }
        }
    }

    /// <summary>What is inside an interpolated string; with a handler, the calls that append its parts.</summary>
    private void VisitParts(IOperation content)
    {
        switch (content)
        {
            case IInterpolatedStringAdditionOperation addition:
                VisitParts(addition.Left);
                VisitParts(addition.Right);
                break;
            case IInterpolatedStringOperation interpolation:
                foreach (IInterpolatedStringContentOperation part in interpolation.Parts)
                {
                    Visit(part is IInterpolationOperation hole ? WithoutConversion(hole.Expression) : part);
                }

                break;
            default:
                Visit(content);
                break;
        }
    }
}
