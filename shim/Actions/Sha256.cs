using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace PluginHost.Shim.Actions;

/// <summary>
/// SHA-256 (FIPS 180-4) of short texts: the framework's would load a cryptography library for one name of a socket.
/// </summary>
internal static class Sha256
{
    private const int BlockSize = 64;
    private const int Rounds = 64;

    /// <summary>The hash in hexadecimal digits.</summary>
    public static string Hex(ReadOnlySpan<byte> data)
    {
        uint[] state = Fractions(8, cube: false);
        uint[] constants = Fractions(Rounds, cube: true);
        byte[] padded = Pad(data);
        for (int i = 0; i < padded.Length; i += BlockSize)
        {
            Compress(state, constants, padded.AsSpan(i, BlockSize));
        }

        return string.Concat(state.Select(word => word.ToString("x8", CultureInfo.InvariantCulture)));
    }

    // 5.3.3 and 4.2.2: the first 32 bits of the fractions of the square or cube roots of the first primes.
    private static uint[] Fractions(int count, bool cube)
    {
        uint[] words = new uint[count];
        int found = 0;
        for (uint number = 2; found < count; number++)
        {
            if (IsPrime(number))
            {
                words[found++] = Fraction(number, cube);
            }
        }

        return words;
    }

    private static bool IsPrime(uint number)
    {
        for (uint divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }

    // The greatest x with x^2 <= number * 2^64, or x^3 <= number * 2^96, bit by bit; its low 32 bits are the fraction.
    private static uint Fraction(uint number, bool cube)
    {
        ulong value = 0;
        for (int bit = 36; bit >= 0; bit--)
        {
            ulong attempt = value | (1UL << bit);
            UInt128 square = (UInt128)attempt * attempt;
            bool fits = cube
                ? attempt <= 1UL << 35 && square * attempt <= (UInt128)number << 96
                : square <= (UInt128)number << 64;
            value = fits ? attempt : value;
        }

        return (uint)value;
    }

    // 5.1.1: a one bit, zeros, and the length in bits.
    private static byte[] Pad(ReadOnlySpan<byte> data)
    {
        byte[] padded = new byte[(data.Length + 9 + BlockSize - 1) / BlockSize * BlockSize];
        data.CopyTo(padded);
        padded[data.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - sizeof(ulong)), (ulong)data.Length * 8);

        return padded;
    }

    // 6.2.2.
    private static void Compress(uint[] state, uint[] constants, ReadOnlySpan<byte> block)
    {
        Span<uint> schedule = stackalloc uint[Rounds];
        for (int t = 0; t < Rounds; t++)
        {
            schedule[t] = t < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(4 * t)..])
                : SmallSigma(schedule[t - 2], 17, 19, 10) + schedule[t - 7] + SmallSigma(schedule[t - 15], 7, 18, 3) + schedule[t - 16];
        }

        Span<uint> v = stackalloc uint[8];
        state.CopyTo(v);
        for (int t = 0; t < Rounds; t++)
        {
            uint choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
            uint majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            uint first = v[7] + BigSigma(v[4], 6, 11, 25) + choice + constants[t] + schedule[t];
            uint second = BigSigma(v[0], 2, 13, 22) + majority;
            v[..7].CopyTo(v[1..]);
            v[4] += first;
            v[0] = first + second;
        }

        for (int i = 0; i < state.Length; i++)
        {
            state[i] += v[i];
        }
    }

    private static uint BigSigma(uint x, int a, int b, int c)
        => BitOperations.RotateRight(x, a) ^ BitOperations.RotateRight(x, b) ^ BitOperations.RotateRight(x, c);

    private static uint SmallSigma(uint x, int a, int b, int shift)
        => BitOperations.RotateRight(x, a) ^ BitOperations.RotateRight(x, b) ^ (x >> shift);
}
