using System.Buffers.Binary;
using System.Text;

namespace Archive.Tests.Support;

/// <summary>Builds archives block by block, also ones that no honest program writes.</summary>
public sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    public RawTar Directory(string name, uint mode = 0x1ED) => Add('5', name, mode: mode);

    public RawTar File(string name, string content = "", uint mode = 0x1A4) => Add('0', name, content: content, mode: mode);

    public RawTar Symlink(string target, string name) => Add('2', name, link: target, mode: 0x1FF);

    public RawTar HardLink(string target, string name) => Add('1', name, link: target);

    public RawTar Whiteout(string name) => Add('0', name, mode: 0);

    public RawTar Add(
        char type,
        string name,
        string link = "",
        string content = "",
        uint mode = 0x1A4,
        long uid = 0,
        long gid = 0,
        long mtime = 1_700_000_000,
        long major = 0,
        long minor = 0,
        params (string Key, string Value)[] pax)
        => Add(type, name, link, PathEncoding.GetBytes(content), mode, uid, gid, mtime, major, minor, pax);

    public RawTar Pax(params (string Key, string Value)[] records)
    {
        byte[] bytes = [.. records.SelectMany(record => Record(record.Key, PathEncoding.GetBytes(record.Value)))];
        WriteHeader('x', "PaxHeaders.0/x", "", bytes.Length, 0, 0, 0, 0, 0, 0);
        WriteContent(bytes);

        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public RawTar Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);

        return this;
    }

    /// <summary>The archive with its end.</summary>
    public MemoryStream ToStream() => new([.. _bytes, .. new byte[1024]]);

    /// <summary>What was added so far, without an end.</summary>
    public byte[] ToBytes() => [.. _bytes];

    /// <summary>A header block with a right checksum.</summary>
    public static byte[] Header(char type, string name, string link, long size, long mode, long uid, long gid, long mtime, long major, long minor)
    {
        byte[] block = new byte[512];
        Text(block, 0, 100, name);
        Number(block, 100, 8, mode);
        Number(block, 108, 8, uid);
        Number(block, 116, 8, gid);
        Number(block, 124, 12, size);
        Number(block, 136, 12, mtime);
        block[156] = (byte)type;
        Text(block, 157, 100, link);
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        Number(block, 329, 8, major);
        Number(block, 337, 8, minor);

        return Seal(block);
    }

    /// <summary>Sets the checksum.</summary>
    public static byte[] Seal(byte[] block)
    {
        block.AsSpan(148, 8).Fill((byte)' ');
        Text(block, 148, 8, $"{Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0')}\0 ");

        return block;
    }

    /// <summary>A PAX record with its length.</summary>
    public static byte[] Record(string key, byte[] value)
    {
        int rest = Encoding.UTF8.GetByteCount(key) + value.Length + 3;
        int length = rest + $"{rest}".Length;
        length = rest + $"{length}".Length;

        return [.. Encoding.UTF8.GetBytes($"{length} {key}="), .. value, (byte)'\n'];
    }

    private RawTar Add(
        char type, string name, string link, byte[] content, long mode, long uid, long gid, long mtime, long major, long minor, (string Key, string Value)[] pax)
    {
        List<(string Key, string Value)> records = [.. pax];
        if (PathEncoding.GetBytes(name).Length > 100)
        {
            records.Add(("path", name));
        }

        if (PathEncoding.GetBytes(link).Length > 100)
        {
            records.Add(("linkpath", link));
        }

        if (records.Count > 0)
        {
            Pax([.. records]);
        }

        WriteHeader(type, name, link, content.Length, mode, uid, gid, mtime, major, minor);
        WriteContent(content);

        return this;
    }

    private void WriteHeader(char type, string name, string link, long size, long mode, long uid, long gid, long mtime, long major, long minor)
        => _bytes.AddRange(Header(type, name, link, size, mode, uid, gid, mtime, major, minor));

    private void WriteContent(byte[] content)
    {
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[-content.Length & 511]);
    }

    private static void Text(byte[] block, int offset, int length, string text)
    {
        byte[] bytes = PathEncoding.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, length)).CopyTo(block.AsSpan(offset));
    }

    private static void Number(byte[] block, int offset, int length, long number)
    {
        string octal = Convert.ToString(number, 8).PadLeft(length - 1, '0');
        if (number >= 0 && octal.Length < length)
        {
            Text(block, offset, length, octal);
            return;
        }

        block.AsSpan(offset, length).Fill(number < 0 ? (byte)0xFF : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(offset + length - 8, 8), number);
        block[offset] |= 0x80;
    }
}
