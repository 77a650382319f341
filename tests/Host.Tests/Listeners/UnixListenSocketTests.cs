using System.Globalization;
using System.Net.Sockets;
using Host.Tests.Support;
using PluginHost.Host;
using PluginHost.Host.Listeners;
using PluginHost.Linux;

namespace Host.Tests.Listeners;

public sealed class UnixListenSocketTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly uint _uid = LibC.GetEffectiveUid();
    private readonly uint _gid = LibC.GetEffectiveGid();

    [Fact]
    public void A_socket_has_its_mode_and_its_directory_is_made()
    {
        using Socket socket = Listen("run/a.sock");

        FileStatus status = LibC.Lstat(_directory.In("run/a.sock"));
        Assert.Equal((FileModes.S_IFSOCK, FileModes.Octal0660), (status.Type, status.Permissions));
        Assert.Equal("0750", Convert.ToString(LibC.Stat(_directory.In("run")).Permissions, 8).PadLeft(4, '0'));
    }

    [RootFact]
    public void A_socket_belongs_to_whom_the_configuration_names()
    {
        using Socket socket = UnixListenSocket.Listen(_directory.In("run/a.sock"), 4711, 4712);

        FileStatus status = LibC.Lstat(_directory.In("run/a.sock"));
        Assert.Equal((4711u, 4712u), (status.Uid, status.Gid));
    }

    [Fact]
    public void A_socket_that_a_dead_daemon_left_is_replaced()
    {
        string path = _directory.In("a.sock");
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            LibC.LinkAt(SafeFileDescriptor.CurrentDirectory, path, SafeFileDescriptor.CurrentDirectory, path + ".kept", AtFlags.None);
        }

        File.Move(path + ".kept", path);

        using Socket socket = Listen("a.sock");
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
    }

    [Fact]
    public void A_socket_on_which_somebody_listens_is_left_alone_and_he_is_named()
    {
        using Socket first = Listen("a.sock");

        StartException error = Assert.Throws<StartException>(() => Listen("a.sock"));

        string pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Assert.Equal($"listen unix {_directory.In("a.sock")}: pid {pid} listens on this address; stop it or choose another address", error.Message);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        string path = _directory.Write("a.sock", "precious");

        StartException error = Assert.Throws<StartException>(() => Listen("a.sock"));

        Assert.Equal($"listen unix {path}: there is a file that is no socket; remove it or choose another address", error.Message);
        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Fact]
    public void A_path_that_is_too_long_is_said()
    {
        string path = _directory.In(new string('x', 120));

        Assert.Equal($"\"{path}\": unix socket path too long (> 104)", Assert.Throws<StartException>(() => UnixListenSocket.Listen(path, _uid, _gid)).Message);
    }

    public void Dispose() => _directory.Dispose();

    private Socket Listen(string name) => UnixListenSocket.Listen(_directory.In(name), _uid, _gid);
}
