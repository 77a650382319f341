using System.Text;

namespace Linux.Tests;

public sealed class PathEncodingTests
{
    [Fact]
    public void Any_bytes_survive_the_way_to_a_string_and_back()
    {
        Random random = new(42);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);

            Assert.Equal(bytes, PathEncoding.GetBytes(PathEncoding.GetString(bytes)));
        }
    }

    [Fact]
    public void Surrogates_written_as_bytes_are_escaped_one_by_one()
    {
        byte[] bytes = [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80];

        Assert.Equal("\uDCED\uDCA0\uDC80\uDCED\uDCB0\uDC80", PathEncoding.GetString(bytes));
        Assert.Equal(bytes, PathEncoding.GetBytes(PathEncoding.GetString(bytes)));
    }

    [Fact]
    public void Two_names_that_are_not_utf8_stay_different()
        => Assert.NotEqual(PathEncoding.GetString([0x61, 0xFE]), PathEncoding.GetString([0x61, 0xFF]));

    [Fact]
    public void A_surrogate_that_stands_for_no_byte_is_refused()
        => Assert.Throws<ArgumentException>(() => PathEncoding.GetBytes("a\uD800b"));

    [Fact]
    public void Names_are_ordered_by_their_bytes()
    {
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] left = Name(random);
            byte[] right = Name(random);

            int compared = PathEncoding.Compare(PathEncoding.GetString(left), PathEncoding.GetString(right));
            Assert.Equal(Math.Sign(left.AsSpan().SequenceCompareTo(right)), Math.Sign(compared));
        }
    }

    [Fact]
    public void A_path_with_a_nul_never_reaches_the_kernel()
    {
        LinuxException exception = Assert.Throws<LinuxException>(() => LibC.Lstat("/etc\0/x"));

        Assert.Equal(Errno.EINVAL, exception.Errno);
    }

    [Fact]
    public void Files_can_have_names_that_are_not_utf8()
    {
        using TempDirectory temp = new();
        string name = PathEncoding.GetString([0x66, 0xFF, 0xC3]);

        LibC.Open(temp.At(name), OpenFlags.O_CREAT | OpenFlags.O_WRONLY, FileModes.Octal0644).Dispose();
        using SafeFileDescriptor directory = LibC.Open(temp.Path, OpenFlags.O_DIRECTORY);

        Assert.Equal([name], PluginHost.Linux.Files.DirectoryListing.Read(directory).Select(entry => entry.Name));
        LibC.UnlinkAt(directory, name, AtFlags.None);
    }

    [Fact]
    public void Long_paths_are_passed_whole()
    {
        using TempDirectory temp = new();
        string path = temp.Path;
        for (int i = 0; i < 12; i++)
        {
            path = Path.Join(path, new string((char)('a' + i), 200));
            LibC.MkdirAt(SafeFileDescriptor.CurrentDirectory, path, FileModes.Octal0755);
        }

        Assert.True(LibC.Lstat(path).IsDirectory);
    }

    private static byte[] Name(Random random)
    {
        string[] parts = ["a", "b", "/", "é", "\uFFFD", "😀", "z"];
        List<byte> bytes = [];
        for (int i = random.Next(0, 4); i >= 0; i--)
        {
            bytes.AddRange(random.Next(5) == 0 ? [(byte)random.Next(0x80, 0x100)] : Encoding.UTF8.GetBytes(parts[random.Next(parts.Length)]));
        }

        return [.. bytes];
    }
}
