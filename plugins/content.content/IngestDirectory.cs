using System.Globalization;
using PluginHost.Content;
using PluginHost.Errors;

namespace PluginHost.Plugins.Content;

/// <summary>
/// An ingest on disk: <c>ref</c>, <c>startedat</c>, <c>updatedat</c>, <c>total</c> and <c>data</c> in a directory
/// (containerd plugins/content/local).
/// </summary>
internal sealed class IngestDirectory(string path)
{
    public string DataPath => Path.Combine(path, "data");

    /// <summary>Makes the directory; false if it is there already.</summary>
    public bool TryCreate()
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(path);
        return true;
    }

    /// <summary>Writes everything but the data.</summary>
    public void Initialise(string @ref, long total, Timestamp now)
    {
        File.WriteAllText(Path.Combine(path, "ref"), @ref);
        WriteTime("startedat", now);
        WriteTime("updatedat", now);
        if (total > 0)
        {
            File.WriteAllText(Path.Combine(path, "total"), total.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            File.Delete(Path.Combine(path, "total"));
        }
    }

    /// <summary>What the directory says; NotFound when <c>ref</c>, <c>data</c> or a time is missing.</summary>
    public IngestStatus Read()
    {
        try
        {
            FileInfo data = new(DataPath);
            Timestamp updated = ReadTime("updatedat");
            Timestamp written = Timestamp.From(data.LastWriteTimeUtc);
            return new IngestStatus
            {
                Ref = File.ReadAllText(Path.Combine(path, "ref")),
                Offset = data.Length,
                Total = ReadTotal(),
                StartedAt = ReadTime("startedat"),
                UpdatedAt = written > updated ? written : updated,
            };
        }
        catch (Exception error) when (!File.Exists(DataPath) && error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw DaemonException.Of(ErrorKind.NotFound, $"stat {DataPath}: no such file or directory", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or FormatException)
        {
            throw DaemonException.Of(ErrorKind.NotFound, $"ingest {path}: {error.Message}", error);
        }
    }

    public void Touch(Timestamp written) => WriteTime("updatedat", written);

    /// <summary>Removes the ingest; one that is gone is no error.</summary>
    public void Delete()
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else removed it, which is what was asked for.
        }
    }

    private void WriteTime(string name, Timestamp moment)
    {
        string file = Path.Combine(path, name);
        File.WriteAllText(file + ".tmp", moment.ToString());
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private Timestamp ReadTime(string name)
        => Timestamp.From(DateTimeOffset.Parse(
            File.ReadAllText(Path.Combine(path, name)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    private long ReadTotal()
    {
        string file = Path.Combine(path, "total");
        return File.Exists(file)
            && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out long total)
            ? total
            : 0;
    }
}
