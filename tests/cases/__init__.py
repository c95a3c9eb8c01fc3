"""Cases from public reports and disputes: each test keeps the number it was reported under."""
