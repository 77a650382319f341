using System.Security.Cryptography;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Bolt.Care;

/// <summary>Copies of files as they are, without a look at what is in them.</summary>
internal static class DurableCopy
{
    private const int ChunkSize = 1 << 20;

    /// <summary>Copies a file to a name, in place of the file that has it; on the disk, with its name, when it returns. Mode 0600.</summary>
    public static void Replace(string source, string target)
    {
        string temporary = $"{target}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{DurableFile.TemporarySuffix}";
        try
        {
            try
            {
                Write(source, temporary);
                DurableFile.Rename(temporary, target);
            }
            catch
            {
                _ = LibC.TryUnlinkAt(SafeFileDescriptor.CurrentDirectory, temporary, AtFlags.None);
                throw;
            }
        }
        catch (LinuxException e)
        {
            throw Faults.Io(target, $"copy of {source}", e);
        }
    }

    private static void Write(string source, string target)
    {
        using SafeFileDescriptor from = LibC.Open(source, OpenFlags.O_RDONLY);
        using SafeFileDescriptor to = LibC.Open(target, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, FileModes.Octal0600);
        byte[] chunk = new byte[ChunkSize];
        long offset = 0;
        while (LibC.Pread(from, chunk, offset) is > 0 and int read)
        {
            LibC.WriteAll(to, chunk.AsSpan(0, read));
            offset += read;
        }

        LibC.Fsync(to);
    }
}
