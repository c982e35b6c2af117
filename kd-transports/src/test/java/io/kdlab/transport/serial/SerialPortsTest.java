package io.kdlab.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.transport.serial.SerialPorts.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of ports, on folders laid out as Linux lays out `/dev`, `/sys` and `/proc`.
@Feature("3.3")
class SerialPortsTest {
    @TempDir
    private Path root;

    @BeforeEach
    void layOut() throws IOException {
        // A PC UART below the two steps that newer kernels put between it and its driver.
        Path uart = device("ttyS0", "devices/pnp0/00:04/00:04:0/00:04:0.0");
        driver(uart, "port");
        driver(uart.getParent(), "ctrl");
        driver(uart.getParent().getParent(), "serial");
        write(root.resolve("sys/class/tty/ttyS0/type"), "4\n");
        // A number without a UART.
        Path none = device("ttyS1", "devices/platform/serial8250/tty/1");
        driver(none, "serial8250");
        write(root.resolve("sys/class/tty/ttyS1/type"), "0\n");
        write(
                root.resolve("proc/tty/driver/serial"),
                "serinfo:1.0 driver revision:\n"
                        + "0: uart:16550A port:000003F8 irq:4 tx:218 rx:90 fe:7 brk:2 RTS|CTS|DTR|DSR|CD\n"
                        + "1: uart:unknown port:000002F8 irq:3\n");
        // A terminal without a device.
        Files.createDirectories(root.resolve("sys/class/tty/tty0"));
        // A USB adapter.
        Path usb = device("ttyUSB0", "devices/pci0000:00/usb1/1-2/1-2:1.0/ttyUSB0");
        driver(usb, "ftdi_sio");
        Path adapter = root.resolve("sys/devices/pci0000:00/usb1/1-2");
        write(adapter.resolve("manufacturer"), "FTDI\n");
        write(adapter.resolve("product"), "FT232R USB UART\n");
        write(adapter.resolve("serial"), "A50285BI\n");
        link("serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", "ttyUSB0");
        link("serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", "ttyUSB0");
    }

    @Test
    void portsAreListedWithTheirNamesAndDrivers() throws IOException {
        List<Port> ports = SerialPorts.under(root);
        assertThat(ports)
                .extracting(port -> port.device().getFileName().toString())
                .containsExactly("ttyS0", "ttyUSB0");
        assertThat(ports).extracting(Port::driver).containsExactly("serial", "ftdi_sio");
        Port adapter = ports.getLast();
        assertThat(adapter.product()).contains("FTDI FT232R USB UART A50285BI");
        assertThat(adapter.byId().orElseThrow())
                .hasToString(root + "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0");
        assertThat(adapter.byPath().orElseThrow())
                .hasToString(root + "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0");
        assertThat(ports.getFirst().byId()).isEmpty();
    }

    @Test
    void whatTheKernelTellsOfALineIsShownAndNothingElse() throws IOException {
        List<Port> ports = SerialPorts.under(root);
        assertThat(ports.getFirst().line().orElseThrow().text())
                .isEqualTo("lines on: DTR RTS CTS DSR DCD; errors: frame 7, break 2");
        assertThat(ports.getLast().line()).isEmpty();
    }

    @Test
    void thisMachinesPortsAreListedWithoutAnError() throws IOException {
        assertThat(SerialPorts.all()).allSatisfy(port -> {
            assertThat(port.device()).exists();
            assertThat(port.driver()).isNotEqualTo("unknown");
        });
    }

    private Path device(String name, String where) throws IOException {
        Path at = Files.createDirectories(root.resolve("sys").resolve(where));
        Path entry = Files.createDirectories(root.resolve("sys/class/tty").resolve(name));
        Files.createSymbolicLink(entry.resolve("device"), at);
        write(root.resolve("dev").resolve(name), "");
        return at;
    }

    private void driver(Path device, String name) throws IOException {
        Path driver =
                Files.createDirectories(root.resolve("sys/bus/any/drivers").resolve(name));
        Files.createSymbolicLink(device.resolve("driver"), driver);
    }

    private void link(String name, String device) throws IOException {
        Path link = root.resolve("dev").resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("../..").resolve(device));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
