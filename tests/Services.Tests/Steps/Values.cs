using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Services.Tests.Steps;

/// <summary>Values that several tables use.</summary>
internal static class Values
{
    /// <summary>Longest name that is an identifier.</summary>
    public static readonly string Longest = new('a', 76);

    /// <summary>A value that makes a label too long, with any key.</summary>
    public static readonly string TooLong = new('v', 4096);

    public static readonly string[] BadIdentifiers = ["", "a b", "-a", "a-", "a..b", "a/b", "ä", Longest + "a", "a\n", ".."];

    public static string DigestOf(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    public static Any Any(string url, string value) => new() { TypeUrl = url, Value = ByteString.CopyFromUtf8(value) };

    public static FieldMask Mask(params string[] paths) => new() { Paths = { paths } };
}
