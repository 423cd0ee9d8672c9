// A dialogue of test/scripted on ns-3's TCP, trial by trial: what ../ns3.ts holds this tool to.
//
//     dialogue TRIALS RTT_MS LOSS MTU FLIGHT...
//
// A flight is `80+160/400`: writes of the client, then those of the server, which answers when it
// has the whole of it. Prints how many trials came to an end, the median of how long they took in
// virtual milliseconds, the processor seconds of all trials, and what of these went into running them
// rather than into making and removing their worlds.

#include <ns3/core-module.h>
#include <ns3/internet-module.h>
#include <ns3/network-module.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 5222;
/** A trial is given up then, as `compare` does. */
const Time PATIENCE = Seconds(60);
/** IPv4 and TCP headers, and timestamps. */
constexpr uint32_t HEADERS = 52;

struct Flight
{
    std::vector<uint32_t> up;
    std::vector<uint32_t> down;
};

using Dialogue = std::vector<Flight>;

struct Conditions
{
    Time delay;
    double loss;
};

struct Outcome
{
    /** Until the client has the last octet; zero where it never has. */
    Time took;
    std::clock_t running;
};

double
SecondsOf(std::clock_t ticks)
{
    return static_cast<double>(ticks) / CLOCKS_PER_SEC;
}

uint32_t
OctetsOf(const std::vector<uint32_t>& writes)
{
    return std::accumulate(writes.begin(), writes.end(), uint32_t{0});
}

/** What Linux does, as far as ns-3 can be told to. */
void
SetUpTcp(uint32_t mtu)
{
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpCubic::GetTypeId()));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(mtu - HEADERS));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::TcpNoDelay", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
    Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(Seconds(1)));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
}

/** One connection between two hosts, from the first SYN until the client has the last octet. */
class Trial
{
  public:
    Trial(const Dialogue& dialogue, const Conditions& conditions)
        : m_dialogue(dialogue),
          m_conditions(conditions)
    {
    }

    Outcome Run()
    {
        Ptr<SimpleChannel> channel = CreateObject<SimpleChannel>();
        channel->SetAttribute("Delay", TimeValue(m_conditions.delay));
        NodeContainer hosts(2);
        InternetStackHelper stack;
        stack.SetRoutingHelper(Ipv4StaticRoutingHelper());
        stack.SetIpv6StackInstall(false);
        stack.Install(hosts);
        Connect(hosts.Get(0), channel, "10.0.0.1");
        Connect(hosts.Get(1), channel, "10.0.0.2");

        Ptr<Socket> listener = Socket::CreateSocket(hosts.Get(1), TcpSocketFactory::GetTypeId());
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        listener->Listen();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&Trial::Accepted, this));
        m_client = Socket::CreateSocket(hosts.Get(0), TcpSocketFactory::GetTypeId());
        m_client->SetConnectCallback(MakeCallback(&Trial::Connected, this),
                                     MakeNullCallback<void, Ptr<Socket>>());
        m_client->SetRecvCallback(MakeCallback(&Trial::ClientHears, this));
        Simulator::ScheduleNow(&Trial::Begin, this);
        Simulator::Stop(PATIENCE);
        const std::clock_t began = std::clock();
        Simulator::Run();
        const std::clock_t running = std::clock() - began;
        m_client = nullptr;
        m_server = nullptr;
        Simulator::Destroy();
        return {m_took, running};
    }

  private:
    /** A device without queue, rate and ARP, whose packets get lost on arrival. */
    void Connect(Ptr<Node> host, Ptr<SimpleChannel> channel, const char* address)
    {
        Ptr<RateErrorModel> loss = CreateObject<RateErrorModel>();
        loss->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        loss->SetRate(m_conditions.loss);
        Ptr<SimpleNetDevice> device = CreateObject<SimpleNetDevice>();
        device->SetAttribute("PointToPointMode", BooleanValue(true));
        device->SetAddress(Mac48Address::Allocate());
        device->SetReceiveErrorModel(loss);
        device->SetChannel(channel);
        host->AddDevice(device);
        Ptr<Ipv4L3Protocol> ip = host->GetObject<Ipv4L3Protocol>();
        const uint32_t interface = ip->AddInterface(device);
        ip->AddAddress(interface, Ipv4InterfaceAddress(address, "255.255.255.0"));
        ip->SetUp(interface);
    }

    void Begin()
    {
        m_client->Connect(InetSocketAddress("10.0.0.2", PORT));
    }

    void Accepted(Ptr<Socket> socket, const Address&)
    {
        m_server = socket;
        m_server->SetRecvCallback(MakeCallback(&Trial::ServerHears, this));
    }

    void Connected(Ptr<Socket>)
    {
        Say(m_client, m_dialogue[0].up);
    }

    void ServerHears(Ptr<Socket>)
    {
        m_up += Take(m_server);
        while (m_answered < m_dialogue.size() && m_up >= OctetsOf(m_dialogue[m_answered].up))
        {
            m_up -= OctetsOf(m_dialogue[m_answered].up);
            Say(m_server, m_dialogue[m_answered].down);
            m_answered += 1;
        }
    }

    void ClientHears(Ptr<Socket>)
    {
        m_down += Take(m_client);
        if (m_down < OctetsOf(m_dialogue[m_flight].down))
        {
            return;
        }
        m_down = 0;
        m_flight += 1;
        if (m_flight < m_dialogue.size())
        {
            Say(m_client, m_dialogue[m_flight].up);
            return;
        }
        m_took = Simulator::Now();
        Simulator::Stop();
    }

    static void Say(Ptr<Socket> socket, const std::vector<uint32_t>& writes)
    {
        for (const uint32_t octets : writes)
        {
            socket->Send(Create<Packet>(octets));
        }
    }

    static uint32_t Take(Ptr<Socket> socket)
    {
        uint32_t octets = 0;
        while (Ptr<Packet> packet = socket->Recv())
        {
            octets += packet->GetSize();
        }
        return octets;
    }

    const Dialogue& m_dialogue;
    const Conditions& m_conditions;
    Ptr<Socket> m_client;
    Ptr<Socket> m_server;
    std::size_t m_flight = 0;
    std::size_t m_answered = 0;
    uint32_t m_up = 0;
    uint32_t m_down = 0;
    Time m_took;
};

std::vector<uint32_t>
WritesOf(const std::string& text)
{
    std::vector<uint32_t> writes;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, '+');)
    {
        writes.push_back(std::stoul(part));
    }
    return writes;
}

Flight
FlightOf(const std::string& text)
{
    const std::size_t slash = text.find('/');
    return {WritesOf(text.substr(0, slash)), WritesOf(text.substr(slash + 1))};
}

} // namespace

int
main(int argc, char* argv[])
{
    if (argc < 6)
    {
        std::cerr << "dialogue TRIALS RTT_MS LOSS MTU FLIGHT...\n";
        return 2;
    }
    const uint64_t trials = std::stoull(argv[1]);
    const Conditions conditions{MilliSeconds(std::stoull(argv[2])) / 2, std::stod(argv[3])};
    SetUpTcp(std::stoul(argv[4]));
    Dialogue dialogue;
    std::transform(argv + 5, argv + argc, std::back_inserter(dialogue), FlightOf);

    std::vector<Time> times;
    std::clock_t running = 0;
    const std::clock_t began = std::clock();
    for (uint64_t trial = 1; trial <= trials; trial += 1)
    {
        RngSeedManager::SetRun(trial);
        const Outcome outcome = Trial(dialogue, conditions).Run();
        running += outcome.running;
        if (outcome.took.IsStrictlyPositive())
        {
            times.push_back(outcome.took);
        }
    }
    const std::clock_t all = std::clock() - began;
    std::sort(times.begin(), times.end());
    std::cout << times.size() << ' '
              << (times.empty() ? 0 : times[times.size() / 2].GetSeconds() * 1000) << ' '
              << SecondsOf(all) << ' ' << SecondsOf(running) << '\n';
}
