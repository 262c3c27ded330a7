// Calls from all parts of the allow-list: the analyzer must accept this file, and running it must not allocate.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace NanoWasm.Analyzers.Tests;

/// <summary>Each method is run and measured.</summary>
internal static unsafe class AllowedCalls
{
    private static readonly byte[] Bytes = new byte[256];
    private static readonly char[] Chars = new char[256];
    private static readonly List<int> List = [1, 2, 3];
    private static readonly Dictionary<int, int> Dictionary = new() { [1] = 2 };
    private static readonly HashSet<DayOfWeek> Set = [DayOfWeek.Monday];
    private static readonly ImmutableArray<int> Immutable = [1, 2, 3];
    private static readonly string Text = string.Join(string.Empty, "te", "xt");
    private static readonly object Object = new();
    private static readonly GCHandle Handle = GCHandle.Alloc(Object);

    private static long _sum;
    private static int _shared;

    public static void Numbers()
    {
        _sum += Math.Max(_shared, 1) + Math.Abs(-1L) + (long)Math.Sqrt(2) + (long)MathF.Floor(1.5f) + (long)Math.CopySign(1.0, -1.0);
        _sum += BitOperations.PopCount(7u) + BitOperations.RotateLeft(1, 3) + BitOperations.LeadingZeroCount(1ul);
        _sum += BitConverter.SingleToInt32Bits(1f) + BitConverter.DoubleToInt64Bits(1.0) + BitConverter.ToInt32(Bytes.AsSpan(0, 4));
        _sum += (long)(1.5m * _shared) + (Guid.Empty == default ? 1 : 0);
        _sum += int.Clamp(_shared, 0, 3) + (double.IsNaN(0.5) ? 1 : 0) + 5.CompareTo(3) + ((Int128)1 + 2 > 2 ? 1 : 0) + ((Half)1 == (Half)2 ? 1 : 0);
        _sum += _shared.GetHashCode() + (_shared.Equals(2) ? 1 : 0) + (nint.Size == sizeof(nint) ? 1 : 0) + (char.IsAsciiDigit('1') ? 1 : 0);
    }

    public static void Nullables()
    {
        int? value = _shared;
        _sum += value.HasValue ? value.Value + value.GetValueOrDefault() : 0;
    }

    public static void Spans()
    {
        Span<byte> span = Bytes;
        span[..16].Fill(3);
        span[16..32].CopyTo(span[32..]);
        span.Slice(1, 2).Clear();
        ReadOnlySpan<byte> read = span;
        foreach (byte value in read)
        {
            _sum += value;
        }

        _sum += read.IndexOf((byte)3) + read[^1] + (read.SequenceEqual("abc"u8) ? 1 : 0) + (read.StartsWith("abc"u8) ? 1 : 0);
        _sum += BinaryPrimitives.ReadInt32LittleEndian(read) + MemoryMarshal.Cast<byte, int>(span).Length + MemoryMarshal.Read<int>(read);
        BinaryPrimitives.WriteInt64BigEndian(span, _sum);
        _sum += MemoryMarshal.GetReference(read) + MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref _shared, 1)).Length;
    }

    public static void Pointers()
    {
        int* local = stackalloc int[4];
        Unsafe.WriteUnaligned((byte*)local + 1, 7);
        _sum += Unsafe.ReadUnaligned<int>((byte*)local + 1) + Unsafe.SizeOf<Guid>() + *(int*)Unsafe.AsPointer(ref *local);
        _sum += Unsafe.Add(ref *local, 1) + (Unsafe.As<object>(Handle.Target!) is not null ? 1 : 0);
        Unsafe.InitBlockUnaligned(local, 0, 16);
        void* native = NativeMemory.AllocZeroed(64);
        native = NativeMemory.Realloc(native, 128);
        NativeMemory.Copy(local, native, 16);
        NativeMemory.Fill(native, 16, 1);
        NativeMemory.Clear(native, 16);
        NativeMemory.Free(native);
        Buffer.MemoryCopy(local, local + 2, 8, 8);
    }

    public static void Handles()
    {
        GCHandle handle = GCHandle.FromIntPtr(GCHandle.ToIntPtr(Handle));
        _sum += handle.IsAllocated && ReferenceEquals(handle.Target, Object) ? 1 : 0;
        _sum += RuntimeHelpers.IsReferenceOrContainsReferences<string>() ? 1 : 0;
        _sum += RuntimeHelpers.TryEnsureSufficientExecutionStack() ? 1 : 0;
        _sum += typeof(int) == typeof(long) || typeof(int).IsValueType ? 1 : 0;
        GC.KeepAlive(Object);
    }

    public static void Vectors()
    {
        Vector128<int> vector = Vector128.Create(1, 2, 3, _shared);
        vector = Vector128.Shuffle(vector + Vector128<int>.One, Vector128.Create(3, 2, 1, 0));
        _sum += vector.GetElement(1) + Vector128.Sum(vector) + vector.ToScalar() + (int)vector.AsUInt32()[0];
        _sum += Vector256.IsHardwareAccelerated ? 1 : 0;
    }

    public static void Arrays()
    {
        _sum += Bytes.Length + Bytes.AsSpan(1, 2).Length + Array.Empty<int>().Length + Array.IndexOf(Bytes, (byte)3);
        Array.Clear(Bytes, 0, 1);
        Array.Copy(Bytes, 0, Bytes, 8, 8);
        Array.Fill(Bytes, (byte)1, 0, 4);
    }

    public static void Strings()
    {
        string text = Text;
        _sum += text.Length + text[0] + (text == "other" ? 1 : 0) + (string.IsNullOrEmpty(text) ? 1 : 0) + string.CompareOrdinal(text, "a");
        text.CopyTo(Chars);
        foreach (char value in text)
        {
            _sum += value;
        }

        ReadOnlySpan<char> trimmed = text.AsSpan(1).Trim();
        _sum += trimmed.Length;
    }

    public static void Formatting()
    {
        _sum += _sum.TryFormat(Chars, out int written, default, System.Globalization.CultureInfo.InvariantCulture) ? written : 0;
        _sum += 1.5.TryFormat(Chars, out written, "R", System.Globalization.CultureInfo.InvariantCulture) ? written : 0;
    }

    public static void Encodings()
    {
        _sum += Encoding.UTF8.GetBytes("tëxt", Bytes) + Encoding.UTF8.GetByteCount("tëxt".AsSpan());
        _sum += Encoding.UTF8.GetChars(Bytes.AsSpan(0, 4), Chars) + Encoding.UTF8.GetCharCount("text"u8);
        _sum += System.Text.Unicode.Utf8.IsValid("text"u8) ? 1 : 0;
    }

    public static void Collections()
    {
        foreach (int value in List)
        {
            _sum += value;
        }

        foreach ((int key, int value) in Dictionary)
        {
            _sum += key + value;
        }

        foreach (int value in Immutable)
        {
            _sum += value;
        }

        _sum += List[1] + List.Count + (List.Contains(3) ? 1 : 0) + CollectionsMarshal.AsSpan(List).Length;
        _sum += Dictionary.TryGetValue(1, out int found) ? found : 0;
        _sum += (Set.Contains(DayOfWeek.Monday) ? 1 : 0) + Immutable[0] + Immutable.Length;
        _sum += EqualityComparer<DayOfWeek>.Default.Equals(DayOfWeek.Monday, DayOfWeek.Friday) ? 1 : 0;
        _sum += HashCode.Combine(_shared, _sum);
    }

    public static void Threads()
    {
        _sum += Interlocked.Increment(ref _shared) + Interlocked.CompareExchange(ref _shared, 1, 2) + Volatile.Read(ref _shared);
        Interlocked.MemoryBarrier();
        _sum += Environment.CurrentManagedThreadId + Environment.TickCount64;
        _sum += Stopwatch.GetTimestamp() + Stopwatch.GetElapsedTime(0).Ticks + DateTime.UtcNow.Ticks + TimeSpan.FromSeconds(1).Ticks;
    }

    public static void Checks()
    {
        ArgumentNullException.ThrowIfNull(Object);
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Abs(_shared % 10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_shared % 10, 10);
        ObjectDisposedException.ThrowIf(Object is null, Object!);
        Debug.Assert(_shared >= int.MinValue);
    }
}
