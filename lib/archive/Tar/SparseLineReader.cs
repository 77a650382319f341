namespace PluginHost.Archive.Tar;

/// <summary>Reads the decimal lines that begin the content of a sparse file in PAX version 1.0, block by block.</summary>
internal ref struct SparseLineReader(BlockInput input, long stored)
{
    private const int MaxDigits = 18;

    private ReadOnlySpan<byte> _block;

    /// <summary>The bytes of the content that follow the blocks read so far.</summary>
    public long Remaining { get; private set; } = stored;

    /// <summary>The number on the next line.</summary>
    /// <exception cref="ArchiveException">There is none.</exception>
    public long Next()
    {
        long number = 0;
        for (int digits = 0; ; digits++)
        {
            if (_block.IsEmpty)
            {
                ReadBlock();
            }

            byte b = _block[0];
            _block = _block[1..];
            if (b == '\n' && digits > 0)
            {
                return number;
            }

            if (b is < (byte)'0' or > (byte)'9' || digits == MaxDigits)
            {
                throw ArchiveException.Malformed("the map of a sparse file has no numbers");
            }

            number = (number * 10) + (b - '0');
        }
    }

    private void ReadBlock()
    {
        if (Remaining < TarLayout.BlockSize || !input.TryReadBlock(out _block))
        {
            throw ArchiveException.Truncated("the map of a sparse file");
        }

        Remaining -= TarLayout.BlockSize;
    }
}
