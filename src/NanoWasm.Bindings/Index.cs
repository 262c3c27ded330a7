// Lets netstandard2.0 compile list patterns and indexes from the end.
namespace System;

/// <summary>A position in a list, from its start or its end.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    private readonly int _value = value;
    private readonly bool _fromEnd = fromEnd;

    public int GetOffset(int length) => _fromEnd ? length - _value : _value;
}
