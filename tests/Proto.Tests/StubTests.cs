using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PluginHost.Proto.Services.LeasesV1;

namespace Proto.Tests;

/// <summary>The generated stubs of all services.</summary>
public sealed class StubTests
{
    public static TheoryData<string> Services
        => [.. CompiledFiles.All.SelectMany(file => file.Services).Select(service => service.FullName)];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_binds_each_of_its_methods_with_its_name_and_shape(string name)
    {
        (ServiceDescriptor service, Type stub) = Find(name);
        MethodInfo bind = stub.GetMethods().Single(method => method.Name == "BindService" && method.GetParameters().Length == 2);
        RecordingBinder binder = new();

        bind.Invoke(null, [binder, null]);

        Assert.Equal(
            service.Methods.Select(method => ($"/{name}/{method.Name}", Shape(method))).Order(),
            binder.Methods.Select(method => (method.FullName, method.Type)).Order());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_has_a_client_over_any_invoker(string name)
    {
        (ServiceDescriptor service, Type stub) = Find(name);
        Type? client = stub.GetNestedType(service.Name + "Client");

        Assert.NotNull(client);
        Assert.IsAssignableFrom<ClientBase>(Activator.CreateInstance(client, new EchoInvoker()));
    }

    [Fact]
    public void A_client_sends_its_message_under_the_name_of_the_method()
    {
        EchoInvoker invoker = new();
        Leases.LeasesClient client = new(invoker);

        // Request and response have filters and leases under the same number: the bytes of one lease with an id.
        ListResponse response = client.List(new ListRequest { Filters = { "\n\u0002l1" } });

        Assert.Equal("/containerd.services.leases.v1.Leases/List", invoker.Called);
        Assert.Equal("l1", Assert.Single(response.Leases).Id);
    }

    private static (ServiceDescriptor Service, Type Stub) Find(string name)
    {
        ServiceDescriptor service = CompiledFiles.All.SelectMany(file => file.Services).Single(service => service.FullName == name);
        Type stub = typeof(Leases).Assembly.GetTypes()
            .Single(type => ReferenceEquals(type.GetProperty("Descriptor", typeof(ServiceDescriptor))?.GetValue(null), service));
        return (service, stub);
    }

    private static MethodType Shape(MethodDescriptor method) => (method.IsClientStreaming, method.IsServerStreaming) switch
    {
        (false, false) => MethodType.Unary,
        (true, false) => MethodType.ClientStreaming,
        (false, true) => MethodType.ServerStreaming,
        (true, true) => MethodType.DuplexStreaming,
    };
}
