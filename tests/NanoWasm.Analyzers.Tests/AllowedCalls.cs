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

    private static long s_sum;
    private static int s_shared;

    public static void Numbers()
    {
        s_sum += Math.Max(s_shared, 1) + Math.Abs(-1L) + (long)Math.Sqrt(2) + (long)MathF.Floor(1.5f) + (long)Math.CopySign(1.0, -1.0);
        s_sum += BitOperations.PopCount(7u) + BitOperations.RotateLeft(1, 3) + BitOperations.LeadingZeroCount(1ul);
        s_sum += BitConverter.SingleToInt32Bits(1f) + BitConverter.DoubleToInt64Bits(1.0) + BitConverter.ToInt32(Bytes.AsSpan(0, 4));
        s_sum += int.Clamp(s_shared, 0, 3) + (double.IsNaN(0.5) ? 1 : 0) + 5.CompareTo(3) + ((Int128)1 + 2 > 2 ? 1 : 0) + ((Half)1 == (Half)2 ? 1 : 0);
        s_sum += s_shared.GetHashCode() + (s_shared.Equals(2) ? 1 : 0) + (nint.Size == sizeof(nint) ? 1 : 0) + (char.IsAsciiDigit('1') ? 1 : 0);
    }

    public static void Nullables()
    {
        int? value = s_shared;
        s_sum += value.HasValue ? value.Value + value.GetValueOrDefault() : 0;
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
            s_sum += value;
        }

        s_sum += read.IndexOf((byte)3) + read[^1] + (read.SequenceEqual("abc"u8) ? 1 : 0) + (read.StartsWith("abc"u8) ? 1 : 0);
        s_sum += BinaryPrimitives.ReadInt32LittleEndian(read) + MemoryMarshal.Cast<byte, int>(span).Length + MemoryMarshal.Read<int>(read);
        BinaryPrimitives.WriteInt64BigEndian(span, s_sum);
        s_sum += MemoryMarshal.GetReference(read) + MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref s_shared, 1)).Length;
    }

    public static void Pointers()
    {
        int* local = stackalloc int[4];
        Unsafe.WriteUnaligned((byte*)local + 1, 7);
        s_sum += Unsafe.ReadUnaligned<int>((byte*)local + 1) + Unsafe.SizeOf<Guid>() + *(int*)Unsafe.AsPointer(ref *local);
        s_sum += Unsafe.Add(ref *local, 1) + (Unsafe.As<object>(Handle.Target!) is not null ? 1 : 0);
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
        s_sum += handle.IsAllocated && ReferenceEquals(handle.Target, Object) ? 1 : 0;
        s_sum += RuntimeHelpers.IsReferenceOrContainsReferences<string>() ? 1 : 0;
        s_sum += RuntimeHelpers.TryEnsureSufficientExecutionStack() ? 1 : 0;
        s_sum += typeof(int) == typeof(long) || typeof(int).IsValueType ? 1 : 0;
        GC.KeepAlive(Object);
    }

    public static void Vectors()
    {
        Vector128<int> vector = Vector128.Create(1, 2, 3, s_shared);
        vector = Vector128.Shuffle(vector + Vector128<int>.One, Vector128.Create(3, 2, 1, 0));
        s_sum += vector.GetElement(1) + Vector128.Sum(vector) + vector.ToScalar() + (int)vector.AsUInt32()[0];
        s_sum += Vector256.IsHardwareAccelerated ? 1 : 0;
    }

    public static void Arrays()
    {
        s_sum += Bytes.Length + Bytes.AsSpan(1, 2).Length + Array.Empty<int>().Length + Array.IndexOf(Bytes, (byte)3);
        Array.Clear(Bytes, 0, 1);
        Array.Copy(Bytes, 0, Bytes, 8, 8);
        Array.Fill(Bytes, (byte)1, 0, 4);
    }

    public static void Strings()
    {
        string text = Text;
        s_sum += text.Length + text[0] + (text == "other" ? 1 : 0) + (string.IsNullOrEmpty(text) ? 1 : 0) + string.CompareOrdinal(text, "a");
        text.CopyTo(Chars);
        foreach (char value in text)
        {
            s_sum += value;
        }

        ReadOnlySpan<char> trimmed = text.AsSpan(1).Trim();
        s_sum += trimmed.Length;
    }

    public static void Formatting()
    {
        s_sum += s_sum.TryFormat(Chars, out int written, default, System.Globalization.CultureInfo.InvariantCulture) ? written : 0;
        s_sum += 1.5.TryFormat(Chars, out written, "R", System.Globalization.CultureInfo.InvariantCulture) ? written : 0;
    }

    public static void Encodings()
    {
        s_sum += Encoding.UTF8.GetBytes("tëxt", Bytes) + Encoding.UTF8.GetByteCount("tëxt".AsSpan());
        s_sum += Encoding.UTF8.GetChars(Bytes.AsSpan(0, 4), Chars) + Encoding.UTF8.GetCharCount("text"u8);
        s_sum += System.Text.Unicode.Utf8.IsValid("text"u8) ? 1 : 0;
    }

    public static void Collections()
    {
        foreach (int value in List)
        {
            s_sum += value;
        }

        foreach ((int key, int value) in Dictionary)
        {
            s_sum += key + value;
        }

        foreach (int value in Immutable)
        {
            s_sum += value;
        }

        s_sum += List[1] + List.Count + (List.Contains(3) ? 1 : 0) + CollectionsMarshal.AsSpan(List).Length;
        s_sum += Dictionary.TryGetValue(1, out int found) ? found : 0;
        s_sum += (Set.Contains(DayOfWeek.Monday) ? 1 : 0) + Immutable[0] + Immutable.Length;
        s_sum += EqualityComparer<DayOfWeek>.Default.Equals(DayOfWeek.Monday, DayOfWeek.Friday) ? 1 : 0;
        s_sum += HashCode.Combine(s_shared, s_sum);
    }

    public static void Threads()
    {
        s_sum += Interlocked.Increment(ref s_shared) + Interlocked.CompareExchange(ref s_shared, 1, 2) + Volatile.Read(ref s_shared);
        Interlocked.MemoryBarrier();
        s_sum += Environment.CurrentManagedThreadId + Environment.TickCount64;
        s_sum += Stopwatch.GetTimestamp() + Stopwatch.GetElapsedTime(0).Ticks + DateTime.UtcNow.Ticks + TimeSpan.FromSeconds(1).Ticks;
    }

    public static void Checks()
    {
        ArgumentNullException.ThrowIfNull(Object);
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Abs(s_shared % 10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(s_shared % 10, 10);
        ObjectDisposedException.ThrowIf(Object is null, Object!);
        Debug.Assert(s_shared >= int.MinValue);
    }
}
