using System.Text;
using PluginHost.Oci;

namespace Oci.Tests;

/// <summary>Pieces of documents for the tests.</summary>
internal static class Documents
{
    public const int Limit = 4096;

    public static readonly string Sha = Digest.Of("x"u8).ToString();

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Descriptor(string mediaType) => $$"""{"mediaType":"{{mediaType}}","digest":"{{Sha}}","size":1}""";
}
