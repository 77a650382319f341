using System.Buffers.Binary;

namespace PluginHost.SnapshotStore;

/// <summary>
/// A time as Go's <c>Time.MarshalBinary</c> writes it: <c>01</c>, seconds since the year 1 (i64 big endian), nanoseconds (i32), and the
/// minutes of the zone (i16; -1 is UTC). Form <c>02</c> has one more byte, the seconds of an odd zone. The zone does not change the moment.
/// </summary>
internal static class GoTime
{
    private const int Size = 15;
    private const byte Plain = 1;
    private const byte WithZoneSeconds = 2;
    private const short Utc = -1;
    private const long SecondsToUnixEpoch = 62_135_596_800;
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The 15 bytes of a moment in UTC.</summary>
    public static byte[] Encode(Timestamp time)
    {
        byte[] bytes = new byte[Size];
        bytes[0] = Plain;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), time.Seconds + SecondsToUnixEpoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), time.Nanoseconds);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(13), Utc);

        return bytes;
    }

    /// <summary>The moment of 15 or 16 bytes; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Timestamp time)
    {
        time = default;
        bool shaped = bytes.Length switch
        {
            Size => bytes[0] == Plain,
            Size + 1 => bytes[0] == WithZoneSeconds,
            _ => false,
        };
        if (!shaped)
        {
            return false;
        }

        int nanoseconds = BinaryPrimitives.ReadInt32BigEndian(bytes[9..]);
        time = new Timestamp(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) - SecondsToUnixEpoch, nanoseconds);

        return nanoseconds is >= 0 and < NanosecondsPerSecond;
    }
}
