// Typed handles.
using System.Text;

namespace NanoWasm.Generators.Emit;

internal static partial class ArityEmitter
{
    private static string EmitHandles(int maxArity)
    {
        StringBuilder text = Header("Typed handles to exported functions.", "NanoWasm");
        foreach (ArityShape shape in Shapes(maxArity, WithoutCaller))
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
                    public Function Function => _function ?? FunctionCall.ThrowEmptyHandle();

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
                    [AllocationFree]
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
                text.AppendLine("            return ResultLayout<TResult>.Read(slots, call.High);");
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
                    [AllocationFree]
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
                                result = status == CallStatus.Finished ? ResultLayout<TResult>.Read(slots, call.High) : default!;
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

    private static void AppendStoreArguments(StringBuilder text, string indent, ArityShape shape)
    {
        if (shape.Arity > 0 || shape.HasResult)
        {
            text.AppendLine($"{indent}ulong* slots = call.Slots;");
        }

        for (int i = 1; i <= shape.Arity; i++)
        {
            text.AppendLine($"{indent}Slots.Store(argument{i}, slots + {i - 1}, call.High, call.Group);");
        }
    }
}
