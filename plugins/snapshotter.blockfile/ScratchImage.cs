namespace PluginHost.Plugins.Blockfile;

/// <summary>The image of an empty file system, <c>scratch</c> in the snapshotter's directory.</summary>
internal static class ScratchImage
{
    /// <summary>Its path; it is copied from the configured file where it is missing or is to be made again.</summary>
    /// <exception cref="SkipPluginException">There is none, and no file to copy, as in a configuration that says nothing of it.</exception>
    /// <exception cref="IOException">It can't be copied.</exception>
    public static async Task<string> ProvideAsync(string root, BlockfileConfig config, CancellationToken cancellationToken)
    {
        string scratch = Path.Join(root, "scratch");
        if (File.Exists(scratch) && !config.RecreateScratch)
        {
            return scratch;
        }

        if (config.ScratchFile.Length == 0)
        {
            throw new SkipPluginException("no scratch file generator");
        }

        try
        {
            string copying = scratch + ".new";
            File.Delete(copying);
            await ImageCopy.MakeAsync(config.ScratchFile, copying, cancellationToken);
            File.Move(copying, scratch, overwrite: true);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"failed to generate scratch file: failed to copy scratch_file {config.ScratchFile}: {error.Message}", error);
        }

        return scratch;
    }
}
