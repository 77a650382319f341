using PluginHost.Shim.Messages;

namespace PluginHost.Shim.Runc;

/// <summary>A checkpoint by runc and criu.</summary>
internal sealed class RuncCheckpoint
{
    private readonly string _bundle;
    private readonly string _image;
    private readonly string _work;
    private readonly bool _removeWork;
    private readonly CheckpointOptions _options;

    /// <param name="bundle">The bundle.</param>
    /// <param name="path">Where the image goes, as the request says.</param>
    /// <param name="options">The options, which may say otherwise.</param>
    public RuncCheckpoint(string bundle, string path, CheckpointOptions options)
    {
        _bundle = bundle;
        _options = options;
        _image = path.Length > 0 ? path : options.ImagePath;
        _removeWork = options.WorkPath.Length == 0;
        _work = _removeWork ? Path.Join(bundle, "work", "criu-work") : options.WorkPath;
    }

    /// <summary>Where criu's log is kept after a failure.</summary>
    public string LogCopy => Path.Join(_bundle, "criu-dump.log");

    /// <summary>The command without the container's id.</summary>
    public IReadOnlyList<string> Arguments()
    {
        List<string> arguments = ["checkpoint", "--image-path", _image, "--work-path", _work];
        Add(_options.OpenTcp, "--tcp-established");
        Add(_options.ExternalUnixSockets, "--ext-unix-sk");
        Add(_options.Terminal, "--shell-job");
        Add(_options.FileLocks, "--file-locks");
        foreach (string name in _options.EmptyNamespaces)
        {
            arguments.AddRange(["--empty-ns", name]);
        }

        Add(!_options.Exit, "--leave-running");

        return arguments;

        void Add(bool wanted, string argument)
        {
            if (wanted)
            {
                arguments.Add(argument);
            }
        }
    }

    /// <summary>Keeps the log of a failure and removes what was only needed meanwhile.</summary>
    public void Finish(bool succeeded)
    {
        string log = Path.Join(_work, "dump.log");
        if (!succeeded && File.Exists(log))
        {
            File.Copy(log, LogCopy, overwrite: true);
        }

        if (_removeWork && Directory.Exists(_work))
        {
            Directory.Delete(_work, recursive: true);
        }
    }
}
