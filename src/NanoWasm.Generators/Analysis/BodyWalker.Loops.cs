// Rules for statements with calls inside that nobody wrote: foreach, using, lock.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NanoWasm.Generators.Analysis;

internal sealed partial class BodyWalker
{
    /// <returns>Whether nothing is left to visit inside.</returns>
    private bool VisitLoops(IOperation operation)
    {
        switch (operation)
        {
            case IForEachLoopOperation loop:
                VisitForEach(loop);
                return true;
            case IUsingOperation { Resources: IVariableDeclarationGroupOperation declarations }:
                CheckDispose(declarations);
                return false;
            case IUsingOperation { Resources: { } resource }:
                CheckDispose(WithoutConversion(resource)?.Type, operation);
                return false;
            case IUsingDeclarationOperation { DeclarationGroup: { } declarations }:
                CheckDispose(declarations);
                return false;
            case ILockOperation { LockedValue: { } value }:
                bool isLock = SymbolEqualityComparer.Default.Equals(WithoutConversion(value)?.Type, scope.Lock);
                CheckCall(isLock ? scope.Lock!.GetMembers("EnterScope").OfType<IMethodSymbol>().FirstOrDefault() : scope.MonitorEnter, operation);
                return false;
            default:
                return false;
        }
    }

    private void VisitForEach(IForEachLoopOperation loop)
    {
        IOperation collection = WithoutConversion(loop.Collection) ?? loop.Collection;
        ForEachStatementInfo info = loop.Syntax is CommonForEachStatementSyntax syntax ? loop.SemanticModel.GetForEachStatementInfo(syntax) : default;
        Location location = collection.Syntax.GetLocation();

        // Arrays, strings and spans are counted through.
        if (collection.Type is not IArrayTypeSymbol and not { SpecialType: SpecialType.System_String } && !scope.IsSpan(collection.Type))
        {
            VisitEnumerator(info, collection, location);
        }

        if (info.ElementConversion is { MethodSymbol: { } method })
        {
            CheckCall(method, location, loop.Syntax.SyntaxTree);
        }
        else if (info.ElementConversion.IsBoxing)
        {
            CheckBoxing(info.ElementType, (loop.LoopControlVariable as IVariableDeclaratorOperation)?.Symbol.Type, location);
        }

        if (loop.Syntax is ForEachVariableStatementSyntax deconstruction)
        {
            VisitDeconstruction(loop.SemanticModel.GetDeconstructionInfo(deconstruction), loop);
        }

        Visit(collection);
        Visit(loop.Body);
    }

    private void VisitEnumerator(ForEachStatementInfo info, IOperation collection, Location location)
    {
        SyntaxTree tree = collection.Syntax.SyntaxTree;
        if (info.GetEnumeratorMethod is { ReturnType: { IsReferenceType: true } enumerator })
        {
            Report(AllocationRules.Enumerator, location, AnalysisScope.Name(collection.Type!), AnalysisScope.Name(enumerator));
            return;
        }

        CheckCall(info.GetEnumeratorMethod, location, tree);
        CheckCall(info.MoveNextMethod, location, tree);
        CheckCall(info.CurrentProperty?.GetMethod, location, tree);
        if (info.DisposeMethod is not null)
        {
            CheckDispose(info.GetEnumeratorMethod?.ReturnType, location, tree);
        }
    }

    private void CheckDispose(IVariableDeclarationGroupOperation declarations)
    {
        if (declarations.Declarations.FirstOrDefault()?.Declarators.FirstOrDefault() is { Symbol.Type: var type })
        {
            CheckDispose(type, declarations);
        }
    }

    private void CheckDispose(ITypeSymbol? type, IOperation operation) => CheckDispose(type, operation.Syntax.GetLocation(), operation.Syntax.SyntaxTree);

    private void CheckDispose(ITypeSymbol? type, Location location, SyntaxTree tree)
    {
        if (type is null || scope.Dispose is null)
        {
            return;
        }

        IMethodSymbol? dispose = type.FindImplementationForInterfaceMember(scope.Dispose) as IMethodSymbol;
        for (ITypeSymbol? each = type; dispose is null && each is not null; each = each.BaseType)
        {
            dispose = each.GetMembers("Dispose").OfType<IMethodSymbol>().FirstOrDefault(static method => method.Parameters.IsEmpty);
        }

        CheckCall(dispose ?? scope.Dispose, location, tree);
    }
}
