// What it costs the host to reach a guest's memory.
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace NanoWasm.Benchmarks;

/// <summary>A guest's memory as the host sees it. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class MemoryBenchmarks
{
    private const int Words = 1024;

    private Memory? _memory;

    /// <summary>Makes a memory of one page.</summary>
    [GlobalSetup]
    public void Setup() => _memory = new Memory(1);

    /// <summary>Frees the memory.</summary>
    [GlobalCleanup]
    public void Cleanup() => _memory?.Dispose();

    /// <summary>The whole memory as a span.</summary>
    [Benchmark]
    public int Span() => _memory!.Span.Length;

    /// <summary>Adds words that are read through one span: the cost of a word.</summary>
    [Benchmark(OperationsPerInvoke = Words)]
    public int SumOfSpan()
    {
        int sum = 0;
        foreach (int word in MemoryMarshal.Cast<byte, int>(_memory!.GetSpan(0, Words * sizeof(int))))
        {
            sum += word;
        }

        return sum;
    }

    /// <summary>Adds words that are read one by one: the cost of a word.</summary>
    [Benchmark(OperationsPerInvoke = Words)]
    public int SumOfReads()
    {
        int sum = 0;
        for (ulong address = 0; address < Words * sizeof(int); address += sizeof(int))
        {
            sum += _memory!.Read<int>(address);
        }

        return sum;
    }

    /// <summary>Writes words one by one: the cost of a word.</summary>
    [Benchmark(OperationsPerInvoke = Words)]
    public void Writes()
    {
        for (ulong address = 0; address < Words * sizeof(int); address += sizeof(int))
        {
            _memory!.Write(address, 1);
        }
    }
}
