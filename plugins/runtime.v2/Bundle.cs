using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Namespaces;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Runtime;

/// <summary>The directory of a task, which its shim has as working directory (containerd core/runtime/v2/bundle.go).</summary>
internal sealed class Bundle
{
    private const string OciSpecUrl = "types.containerd.io/opencontainers/runtime-spec/1/Spec";

    /// <summary>Ours alone: containerd's bundles have no such file.</summary>
    private const string StreamsFile = "streams";

    private readonly string _mountsPath;

    private Bundle(string @namespace, string id, string path, string workPath, string mountsPath)
    {
        _mountsPath = mountsPath;
        Namespace = @namespace;
        Id = id;
        Path = path;
        WorkPath = workPath;
    }

    public string Namespace { get; }

    public string Id { get; }

    public string Path { get; }

    public string WorkPath { get; }

    public string Rootfs => Combine("rootfs");

    /// <summary>The bundle of a task that exists, without a look at the disk.</summary>
    public static Bundle Of(BundleDirectories directories, string @namespace, string id)
        => new(@namespace, id, directories.BundlePath(@namespace, id), directories.WorkPath(@namespace, id), directories.MountsPath(@namespace, id));

    /// <summary>Makes the directories and writes the specification. A failure removes what was made.</summary>
    public static async Task<Bundle> CreateAsync(BundleDirectories directories, string @namespace, string id, AnyValue? spec)
    {
        try
        {
            Identifiers.Validate(id);
        }
        catch (DaemonException error)
        {
            throw error.Within($"invalid task id {id}");
        }

        Bundle bundle = Of(directories, @namespace, id);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(bundle.Path)!, BundleDirectories.SharedMode);
        if (Directory.Exists(bundle.Path))
        {
            throw new DaemonException(ErrorKind.Unknown, $"mkdir {bundle.Path}: file exists; a bundle of an earlier task was left behind");
        }

        try
        {
            bundle.Fill(spec);
            return bundle;
        }
        catch
        {
            await bundle.DeleteAsync(CancellationToken.None);
            throw;
        }
    }

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Remembers the fifos of the task, which nobody could attribute to it once it is gone.</summary>
    public void WriteStreams(ProcessIo io)
    {
        string[] paths = [.. new[] { io.Stdin, io.Stdout, io.Stderr }.Where(path => path.StartsWith('/')).Distinct()];
        if (paths.Length > 0)
        {
            using FileStream file = new(
                Combine(StreamsFile),
                new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            file.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\0', paths)));
        }
    }

    /// <summary>The paths that were remembered.</summary>
    public IReadOnlyList<string> ReadStreams()
        => File.Exists(Combine(StreamsFile)) ? File.ReadAllText(Combine(StreamsFile)).Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>
    /// The mounts of the root file system as a shim can make them: what they only describe is made here, and lasts as long as the bundle.
    /// </summary>
    /// <exception cref="DaemonException">It can't be made.</exception>
    public IReadOnlyList<Mount> Activate(IReadOnlyList<Mount> mounts)
    {
        MountEntry[] entries = [.. mounts.Select(mount => new MountEntry(mount.Type, mount.Source, mount.Target, mount.Options))];
        if (!MountActivation.IsNeeded(entries))
        {
            return mounts;
        }

        try
        {
            return [.. MountActivation.Activate(entries, _mountsPath).Select(
                entry => new Mount(entry.Type, entry.Source, entry.Options) { Target = entry.Target })];
        }
        catch (IOException error)
        {
            throw new DaemonException(ErrorKind.Unknown, $"failed to activate the mounts of task {Id}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Unmounts what is mounted at <c>rootfs</c> and what that stands on, and removes bundle and work directory; what is gone is no error.
    /// </summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Rootfs))
        {
            await Unmounts.RecursiveAsync(Rootfs, UmountFlags.UMOUNT_NOFOLLOW, cancellationToken);
        }

        RemoveTree(Path);
        RemoveTree(WorkPath);
        await MountActivation.DeactivateAsync(_mountsPath, cancellationToken);
    }

    private void Fill(AnyValue? spec)
    {
        Directory.CreateDirectory(Path, BundleDirectories.PrivateMode);
        if (spec is not null && spec.TypeUrl == OciSpecUrl && SpecReader.RootGroup(spec.Value.Span) is { } gid and not 0)
        {
            LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, Path, uint.MaxValue, gid, AtFlags.AT_SYMLINK_NOFOLLOW);
            File.SetUnixFileMode(Path, BundleDirectories.PrivateMode | UnixFileMode.GroupExecute);
        }

        Directory.CreateDirectory(Rootfs, BundleDirectories.SharedMode);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(WorkPath)!, BundleDirectories.SharedMode);
        RemoveTree(WorkPath);
        Directory.CreateDirectory(WorkPath, BundleDirectories.SharedMode);
        File.CreateSymbolicLink(Combine("work"), WorkPath);
        if (spec is not null)
        {
            using FileStream file = File.Create(Combine("config.json"));
            file.Write(spec.Value.Span);
        }
    }

    // Renamed first, so that a crash in the middle leaves a hidden directory, which no scan takes for a bundle.
    private static void RemoveTree(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        string hidden = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "." + System.IO.Path.GetFileName(path));
        if (Directory.Exists(hidden))
        {
            Directory.Delete(hidden, recursive: true);
        }

        Directory.Move(path, hidden);
        Directory.Delete(hidden, recursive: true);
    }
}
