using System.Buffers.Binary;

namespace PluginHost.Plugins.Metadata.Values;

/// <summary>
/// Times as Go's <c>Time.MarshalBinary</c> has them: <c>01</c>, seconds since 0001-01-01T00:00:00Z (8 bytes), nanoseconds (4 bytes), zone offset in
/// minutes (2 bytes, -1 for UTC), all big endian. Form <c>02</c> has one more byte, the seconds of an odd zone offset. We write UTC.
/// </summary>
internal static class GoTime
{
    /// <summary>Bytes of the form that we write.</summary>
    public const int Length = 15;

    private const byte PlainForm = 1;
    private const byte OddZoneForm = 2;
    private const short Utc = -1;
    private const long SecondsBeforeUnix = 62_135_596_800;
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Writes the 15 bytes of <paramref name="moment"/>.</summary>
    public static void Write(Span<byte> destination, Timestamp moment)
    {
        destination[0] = PlainForm;
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], moment.Seconds + SecondsBeforeUnix);
        BinaryPrimitives.WriteInt32BigEndian(destination[9..], moment.Nanoseconds);
        BinaryPrimitives.WriteInt16BigEndian(destination[13..], Utc);
    }

    /// <summary>Reads either form; the zone is dropped, because the seconds are UTC whatever it says.</summary>
    /// <exception cref="InvalidDataException">Neither form.</exception>
    public static Timestamp Read(ReadOnlySpan<byte> source)
    {
        bool wellFormed = source.Length switch
        {
            Length => source[0] == PlainForm,
            Length + 1 => source[0] == OddZoneForm,
            _ => false,
        };
        int nanoseconds = wellFormed ? BinaryPrimitives.ReadInt32BigEndian(source[9..]) : -1;
        if (nanoseconds is < 0 or >= NanosecondsPerSecond)
        {
            throw new InvalidDataException($"{Convert.ToHexStringLower(source[..Math.Min(source.Length, Length + 1)])} is no time");
        }

        return new Timestamp(BinaryPrimitives.ReadInt64BigEndian(source[1..]) - SecondsBeforeUnix, nanoseconds);
    }
}
