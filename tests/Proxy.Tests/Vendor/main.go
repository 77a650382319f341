// A vendor's process for the tests: containerd's own native snapshotter, content store and walking differ behind their gRPC services.
//
//	vendor snapshot|content|diff SOCKET ROOT [DAEMON]
//
// DAEMON is the socket of the daemon, from which the differ takes content. While there is a file SOCKET.before or SOCKET.after that holds the
// name of a method, its calls wait before or after they do their work, whatever their deadline.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path"
	"strings"
	"time"

	contentapi "github.com/containerd/containerd/api/services/content/v1"
	diffapi "github.com/containerd/containerd/api/services/diff/v1"
	snapshotsapi "github.com/containerd/containerd/api/services/snapshots/v1"
	"github.com/containerd/containerd/api/types"
	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/content/proxy"
	"github.com/containerd/containerd/contrib/snapshotservice"
	"github.com/containerd/containerd/diff"
	"github.com/containerd/containerd/diff/apply"
	"github.com/containerd/containerd/diff/walking"
	"github.com/containerd/containerd/errdefs"
	"github.com/containerd/containerd/leases"
	"github.com/containerd/containerd/mount"
	"github.com/containerd/containerd/namespaces"
	"github.com/containerd/containerd/services/content/contentserver"
	"github.com/containerd/containerd/snapshots/native"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(kind, socket, root string) error {
	server := grpc.NewServer(grpc.UnaryInterceptor(log), grpc.StreamInterceptor(logStream), grpc.UnknownServiceHandler(unknown))
	switch kind {
	case "snapshot":
		snapshotter, err := native.NewSnapshotter(root)
		if err != nil {
			return err
		}
		snapshotsapi.RegisterSnapshotsServer(server, snapshotservice.FromSnapshotter(snapshotter))
	case "content":
		labels := &memoryLabels{values: map[digest.Digest]map[string]string{}}
		store, err := local.NewLabeledStore(root, labels)
		if err != nil {
			return err
		}
		contentapi.RegisterContentServer(server, contentserver.New(store))
	case "diff":
		conn, err := grpc.Dial("unix://"+os.Args[4], grpc.WithInsecure())
		if err != nil {
			return err
		}
		store := proxy.NewContentStore(contentapi.NewContentClient(conn))
		diffapi.RegisterDiffServer(server, &differ{walking.NewWalkingDiff(store), apply.NewFileSystemApplier(store)})
	default:
		return fmt.Errorf("unknown kind %q", kind)
	}

	// A killed process leaves its socket behind.
	if err := os.RemoveAll(socket); err != nil {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	return server.Serve(listener)
}

// One line for each call: method, namespace, lease.
func line(ctx context.Context, method string) {
	namespace, _ := namespaces.Namespace(ctx)
	lease, _ := leases.FromContext(ctx)
	fmt.Printf("%s namespace=%s lease=%s\n", method, namespace, lease)
}

func log(ctx context.Context, request interface{}, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (interface{}, error) {
	line(ctx, info.FullMethod)
	hold("before", info.FullMethod)
	response, err := handler(ctx, request)
	fmt.Printf("done %s\n", path.Base(info.FullMethod))
	hold("after", info.FullMethod)
	return response, err
}

func logStream(server interface{}, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	line(stream.Context(), info.FullMethod)
	hold("before", info.FullMethod)
	return handler(server, stream)
}

// What the server answers anyway, but with a line in the log.
func unknown(interface{}, grpc.ServerStream) error {
	return status.Error(codes.Unimplemented, "unknown service")
}

func hold(when, method string) {
	for held := false; ; held = true {
		name, err := os.ReadFile(os.Args[2] + "." + when)
		if err != nil || strings.TrimSpace(string(name)) != path.Base(method) {
			return
		}
		if !held {
			fmt.Printf("held %s %s\n", when, path.Base(method))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

type memoryLabels struct {
	values map[digest.Digest]map[string]string
}

func (m *memoryLabels) Get(d digest.Digest) (map[string]string, error) { return m.values[d], nil }

func (m *memoryLabels) Set(d digest.Digest, labels map[string]string) error {
	m.values[d] = labels
	return nil
}

func (m *memoryLabels) Update(d digest.Digest, update map[string]string) (map[string]string, error) {
	labels := map[string]string{}
	for key, value := range m.values[d] {
		labels[key] = value
	}
	for key, value := range update {
		if value == "" {
			delete(labels, key)
		} else {
			labels[key] = value
		}
	}
	m.values[d] = labels
	return labels, nil
}

// The differ's service; containerd 1.6 has none to take.
type differ struct {
	comparer diff.Comparer
	applier  diff.Applier
}

func (d *differ) Apply(ctx context.Context, r *diffapi.ApplyRequest) (*diffapi.ApplyResponse, error) {
	applied, err := d.applier.Apply(outgoing(ctx), descriptor(r.Diff), mounts(r.Mounts), diff.WithPayloads(r.Payloads))
	if err != nil {
		return nil, errdefs.ToGRPC(err)
	}
	return &diffapi.ApplyResponse{Applied: message(applied)}, nil
}

func (d *differ) Diff(ctx context.Context, r *diffapi.DiffRequest) (*diffapi.DiffResponse, error) {
	options := []diff.Opt{diff.WithLabels(r.Labels)}
	if r.MediaType != "" {
		options = append(options, diff.WithMediaType(r.MediaType))
	}
	if r.Ref != "" {
		options = append(options, diff.WithReference(r.Ref))
	}
	made, err := d.comparer.Compare(outgoing(ctx), mounts(r.Left), mounts(r.Right), options...)
	if err != nil {
		return nil, errdefs.ToGRPC(err)
	}
	return &diffapi.DiffResponse{Diff: message(made)}, nil
}

// What came with the call goes along to the daemon: content is the namespace's, and the lease keeps it.
func outgoing(ctx context.Context) context.Context {
	if namespace, ok := namespaces.Namespace(ctx); ok {
		ctx = namespaces.WithNamespace(ctx, namespace)
	}
	if lease, ok := leases.FromContext(ctx); ok {
		ctx = leases.WithLease(ctx, lease)
	}
	return ctx
}

func mounts(from []*types.Mount) []mount.Mount {
	to := make([]mount.Mount, len(from))
	for i, m := range from {
		to[i] = mount.Mount{Type: m.Type, Source: m.Source, Options: m.Options}
	}
	return to
}

func descriptor(d *types.Descriptor) ocispec.Descriptor {
	return ocispec.Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size: d.Size_, Annotations: d.Annotations}
}

func message(d ocispec.Descriptor) *types.Descriptor {
	return &types.Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size_: d.Size, Annotations: d.Annotations}
}
