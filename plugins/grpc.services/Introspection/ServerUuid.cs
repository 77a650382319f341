using PluginHost.Errors;

namespace PluginHost.Plugins.GrpcServices.Introspection;

/// <summary>The identity of this daemon's root: a file that is made when it is first asked for.</summary>
internal sealed class ServerUuid(string directory)
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>36 characters; Internal error when the file holds something else.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, "uuid");
        string text = File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellationToken)).Trim() : "";
        if (text.Length == 0)
        {
            return await CreateAsync(path, cancellationToken);
        }

        return Guid.TryParseExact(text, "D", out Guid _)
            ? text
            : throw new DaemonException(ErrorKind.Internal, $"{path} holds no UUID; remove the file to get a new one: internal");
    }

    private async Task<string> CreateAsync(string path, CancellationToken cancellationToken)
    {
        string uuid = Guid.NewGuid().ToString("D");
        Directory.CreateDirectory(directory, DirectoryMode);
        string temporary = $"{path}.{Environment.ProcessId}";
        await File.WriteAllTextAsync(temporary, uuid, cancellationToken);
        File.Move(temporary, path, overwrite: true);
        return uuid;
    }
}
